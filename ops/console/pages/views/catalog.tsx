import type { FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { type CatalogPageName, catalogPaths } from '../catalog/paths.ts'
import type { Parameters } from '../router.ts'

type InConsole = FunctionComponent<{ readonly page: CatalogPageName; readonly query: Parameters }>

/** By path. Their script is loaded when the first of them is opened. */
export const catalogDraws: Readonly<Record<string, FunctionComponent<{ readonly query: Parameters }>>> =
  Object.fromEntries(
    catalogPaths.map(({ path, page }) => [
      path,
      (parameters: { readonly query: Parameters }) => <Loaded page={page} {...parameters} />,
    ]),
  )

let loaded: InConsole | undefined

function Loaded(parameters: { readonly page: CatalogPageName; readonly query: Parameters }) {
  const [Page, setPage] = useState<{ readonly Draw: InConsole } | undefined>(loaded && { Draw: loaded })
  const [error, setError] = useState<Error>()
  useEffect(() => {
    if (loaded) return
    import('../catalog/in-console.tsx').then(
      ({ InConsole: Draw }) => {
        loaded = Draw
        setPage({ Draw })
      },
      (cause: Error) => setError(cause),
    )
  }, [])
  if (Page) return <Page.Draw {...parameters} />
  if (!error) return <p class="dim">Loading the catalog…</p>
  return (
    <>
      <h1>Catalog</h1>
      <p class="failed" role="alert">
        Its script could not be loaded: {error.message} {/* A browser does not ask twice for a script that failed. */}
        <button type="button" onClick={() => location.reload()}>
          Load the page anew
        </button>
      </p>
    </>
  )
}
