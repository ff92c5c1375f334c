import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { CatalogDetails } from '../../../catalog/details.ts'
import type { EntryKind } from '../../../catalog/entries.ts'
import type { Live } from '../live.ts'
import type { Parameters } from '../router.ts'

/** The state of a page. All of it is in the page's address. */
export interface Drawn {
  readonly query: Parameters
}

/** Where the pages of the catalog are shown, and what they are made of: the console, or the static site. */
export interface CatalogSource {
  readonly details: CatalogDetails
  /** The part before `/catalog` in an address: empty in the console, `#` in the static site, which is a single file. */
  readonly base: '' | '#'
  readonly go: (address: string, replaces?: boolean) => void
  /** How fresh it is; only in the console. */
  readonly live?: Live<unknown>
  /** Requests that only the console can make, because it has an installation; absent in the static site. */
  readonly operations: readonly string[]
}

export const SourceContext = createContext<CatalogSource | undefined>(undefined)

export function useSource(): CatalogSource {
  const source = useContext(SourceContext)
  if (!source) throw new Error('A page of the catalog is drawn without a catalog.')
  return source
}

const FOLDERS: Readonly<Record<EntryKind, string>> = {
  event: 'events',
  command: 'commands',
  consumer: 'consumers',
  service: 'services',
  route: 'routes',
  'read model': 'read-models',
  alarm: 'alarms',
}

/** The address of a page of the catalog, from `/catalog` on. */
export const entryPath = (kind: EntryKind, name: string): string =>
  `/catalog/${FOLDERS[kind]}/${encodeURIComponent(name)}`

/** @param query empty values are left out. */
export function withQuery(path: string, query: Parameters): string {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return given ? `${path}?${given}` : path
}
