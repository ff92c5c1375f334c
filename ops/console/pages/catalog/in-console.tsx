import type { CatalogDetails } from '../../../catalog/details.ts'
import { useAbout } from '../about.ts'
import { useLive } from '../live.ts'
import { PageHead } from '../parts/page-head.tsx'
import { go, type Parameters } from '../router.ts'
import { pages } from './pages.ts'
import type { CatalogPageName } from './paths.ts'
import { type CatalogSource, SourceContext } from './source.ts'

/** Seldom enough: the declarations of this checkout do not change while the console runs. */
const SELDOM = { everySeconds: 600, idleSeconds: 3_600 }

let kept: CatalogDetails | undefined

/** A page of the catalog in the console, which asks its server for what the page is made of, once. */
export function InConsole({
  page,
  ...parameters
}: { readonly page: CatalogPageName } & { readonly query: Parameters }) {
  const { operations } = useAbout()
  const live = useLive<CatalogDetails>('catalog', {}, SELDOM)
  kept = live.data ?? kept
  if (!kept) return <PageHead title="Catalog" live={live} />
  const source: CatalogSource = { details: kept, base: '', go, live, operations }
  const Page = pages[page]
  return (
    <SourceContext.Provider value={source}>
      <Page {...parameters} />
    </SourceContext.Provider>
  )
}
