import type { ComponentChildren } from 'preact'
import { CommandLine } from '../parts/command-line.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { useSource } from './source.ts'

interface Props {
  readonly title: ComponentChildren
  /** Path of the page among {@link SECTIONS} that it belongs to. */
  readonly section?: string
  /** The command behind `npm run ops --` that tells the same. */
  readonly does: string
  readonly children: ComponentChildren
}

const SECTIONS: readonly { readonly path: string; readonly title: string; readonly needs?: string }[] = [
  { path: '/catalog', title: 'Browse' },
  { path: '/catalog/graph', title: 'Graph' },
  { path: '/catalog/life', title: 'Life of an order' },
  { path: '/catalog/impact', title: 'Blast radius' },
  { path: '/catalog/seen', title: 'Really seen', needs: 'catalog-seen' },
]

/** The frame of every page of the catalog. */
export function CatalogPage({ title, section = '/catalog', does, children }: Props) {
  const { base, live, operations } = useSource()
  return (
    <>
      <nav class="sections" aria-label="Catalog">
        <ul>
          {SECTIONS.filter(({ needs }) => needs === undefined || operations.includes(needs)).map((one) => (
            <li key={one.path}>
              <a href={base + one.path} aria-current={one.path === section ? 'page' : undefined}>
                {one.title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {live ? (
        <PageHead title={title} live={live} />
      ) : (
        <div class="page-head">
          <h1>{title}</h1>
        </div>
      )}
      {children}
      <CommandLine does={does} />
    </>
  )
}

/** In the place of an entry that the catalog does not have. */
export const Missing = ({
  kind,
  name,
  does,
}: {
  readonly kind: string
  readonly name: string
  readonly does: string
}) => (
  <CatalogPage title={name} does={does}>
    <p class="judgement">
      This checkout declares no {kind} of this name. It may have been renamed or removed; search for it under Browse.
    </p>
  </CatalogPage>
)
