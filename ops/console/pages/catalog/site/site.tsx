import { useEffect, useMemo, useState } from 'preact/hooks'
import type { CatalogDetails } from '../../../../catalog/details.ts'
import { ThemeButton } from '../../parts/theme-button.tsx'
import { match, type Parameters, type Place } from '../../router.ts'
import { pages } from '../pages.ts'
import { catalogPaths } from '../paths.ts'
import { type CatalogSource, SourceContext } from '../source.ts'

interface Props {
  readonly details: CatalogDetails
  /** Documents for tools that lie beside the page. */
  readonly files: readonly string[]
}

/** The pages of the catalog without a console: one file, whose addresses stand behind `#`, so that any file server will do. */
export function Site({ details, files }: Props) {
  const place = useHash()
  const source = useMemo<CatalogSource>(() => ({ details, base: '#', go, operations: [] }), [details])
  const found = find(place.path)
  useEffect(() => {
    document.title = `${found?.title ?? 'No such page'} — event catalog`
  }, [found?.title])
  return (
    <SourceContext.Provider value={source}>
      <header>
        <p class="stack">
          <strong>Event catalog</strong>
        </p>
        <span class="spring" />
        <ThemeButton />
      </header>
      <main id="main" tabIndex={-1}>
        {found ? <found.Draw key={place.path} {...found.parameters} query={place.query} /> : <NoSuchPage />}
      </main>
      <footer>
        <p>
          For tools:{' '}
          {files.map((file, index) => (
            <span key={file}>
              {index > 0 ? ', ' : ''}
              <a href={file}>{file}</a>
            </span>
          ))}
        </p>
      </footer>
    </SourceContext.Provider>
  )
}

const NoSuchPage = () => (
  <p>
    There is no such page. <a href="#/catalog">Everything there is</a>
  </p>
)

function find(path: string) {
  for (const { path: pattern, title, page } of catalogPaths) {
    const parameters: Parameters | undefined = page === 'SeenPage' ? undefined : match(pattern, path)
    if (parameters) {
      return { title: [...Object.values(parameters), title].join(' · '), Draw: pages[page], parameters }
    }
  }
  return undefined
}

function here(): Place {
  const [path = '', query = ''] = location.hash.slice(1).split('?')
  return { path: path || '/catalog', query: Object.fromEntries(new URLSearchParams(query)) }
}

function go(address: string, replaces = false): void {
  if (replaces) {
    history.replaceState(null, '', `#${address}`)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else location.hash = address
}

function useHash(): Place {
  const [place, setPlace] = useState(here)
  useEffect(() => {
    let path = here().path
    const onMove = () => {
      const next = here()
      setPlace(next)
      // Another page begins at its top; another query of the same page stays where it is.
      if (next.path !== path) window.scrollTo(0, 0)
      path = next.path
    }
    window.addEventListener('hashchange', onMove)
    return () => window.removeEventListener('hashchange', onMove)
  }, [])
  return place
}
