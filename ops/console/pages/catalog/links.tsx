import type { ComponentChildren } from 'preact'
import type { EntryKind } from '../../../catalog/entries.ts'
import { Text } from '../parts/text.tsx'
import { entryPath, useSource } from './source.ts'

/** Leads to the page of an entry. */
export function EntryLink({
  kind,
  name,
  children = <Text>{name}</Text>,
}: {
  readonly kind: EntryKind
  readonly name: string
  readonly children?: ComponentChildren
}) {
  const { base } = useSource()
  return <a href={base + entryPath(kind, name)}>{children}</a>
}

/** Several of a kind in one line; `none` where there are none. */
export function EntryLinks({
  kind,
  names,
  none = 'none',
}: {
  readonly kind: EntryKind
  readonly names: readonly string[]
  readonly none?: string
}) {
  if (names.length === 0) return <span class="dim">{none}</span>
  return (
    <>
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 ? ', ' : ''}
          <EntryLink kind={kind} name={name} />
        </span>
      ))}
    </>
  )
}

/** Leads to another page of the catalog. @param path from `/catalog` on. */
export function CatalogLink({ path, children }: { readonly path: string; readonly children: ComponentChildren }) {
  const { base } = useSource()
  return <a href={base + path}>{children}</a>
}

/** A fact of a list of facts; nothing where there is nothing to say. */
export const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)
