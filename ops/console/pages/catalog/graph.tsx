import { useMemo } from 'preact/hooks'
import { everything, takersOfAll } from '../../../catalog/flow/everything.ts'
import { betweenServices, inTwoColumns } from '../../../catalog/flow/services.ts'
import { CatalogPage } from './catalog-page.tsx'
import { FlowPicture } from './graph/flow-picture.tsx'
import { CatalogLink, EntryLinks } from './links.tsx'
import { type Drawn, useSource } from './source.ts'

/** Page that shows who hears from whom: between services, or with every event and consumer. */
export function GraphPage({ query: { of = 'services' } }: Drawn) {
  const { catalog } = useSource().details
  const isAll = of === 'all'
  const graph = useMemo(() => (isAll ? everything(catalog) : inTwoColumns(betweenServices(catalog))), [catalog, isAll])
  const all = takersOfAll(catalog)
  return (
    <CatalogPage
      title="Dependency graph"
      section="/catalog/graph"
      does={isAll ? 'catalog graph --all' : 'catalog graph'}
    >
      <p class="judgement">
        {isAll ? (
          <>
            Every service, what it states, and who takes it.{' '}
            <CatalogLink path="/catalog/graph">Only services</CatalogLink>
          </>
        ) : (
          <>
            What flows between services
            {graph.nodes.some(({ side }) => side)
              ? ': each stands on the left with what it states, on the right with what it takes'
              : ''}
            . <CatalogLink path="/catalog/graph?of=all">Every event and consumer</CatalogLink>
          </>
        )}
      </p>
      <FlowPicture graph={graph} label={isAll ? 'Every event and consumer' : 'What flows between services'} />
      {all.length > 0 ? (
        <p class="dim">
          Not drawn, because they take every event: <EntryLinks kind="consumer" names={all.map(({ name }) => name)} />.
          {isAll ? '' : ' Which service sends which command is not declared: a dashed arrow is one that may.'}
        </p>
      ) : null}
    </CatalogPage>
  )
}
