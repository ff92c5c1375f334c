import type { Finding } from './finding.ts'
import type { Located } from './resolve.ts'

/** Pairs of schemas that are being compared further up: a recursive schema is accepted if nothing else is found. */
export type Pending = ReadonlySet<string>

/** A comparison of two schemas at one place; containers call it for what they contain. */
export type Compare = (writer: Located, reader: Located, pointer: string, pending: Pending) => Finding[]

/** Two containers, and how to compare what they contain. */
export interface Containers {
  readonly writer: Located
  readonly reader: Located
  readonly pointer: string
  readonly pending: Pending
  readonly compareAt: Compare
}
