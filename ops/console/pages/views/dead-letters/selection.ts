import type { Parameters } from '../../router.ts'
import { options } from '../../shell.ts'

/** The letters that a page's address selects, by the names of the command line's options. */
export const SELECTION = ['consumer', 'fingerprint', 'type', 'aggregate', 'id', 'from', 'to'] as const

export type Selection = Readonly<Partial<Record<(typeof SELECTION)[number], string>>>

export const selectionOf = (query: Parameters): Selection =>
  Object.fromEntries(SELECTION.flatMap((name) => (query[name] ? [[name, query[name]]] : [])))

export const isEmpty = (selection: Selection): boolean => Object.keys(selection).length === 0

/** Address of the page that shows these letters, and what can be done about them. */
export const addressOf = (selection: Selection, more: Parameters = {}): string =>
  `/letters?${new URLSearchParams({ ...selection, ...more })}`

/** For the command line, with a space before each option. */
export const selectionOptions = ({ id = '', ...selection }: Selection): string =>
  options(selection) +
  id
    .split(',')
    .map((one) => options({ id: one.trim() }))
    .join('')

/** In words, for a title. */
export const inWords = (selection: Selection): string =>
  Object.entries(selection)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
