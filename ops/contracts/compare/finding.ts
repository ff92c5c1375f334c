import type { RuleId } from './rules.ts'

/** A value that the writer may write and the reader refuses, or may refuse. */
export interface Finding {
  readonly rule: RuleId
  /** RFC 6901, within the data; in arrays `*` stands for any element, in records for any key. */
  readonly pointer: string
  /** In one clause, subject first, e.g. `"price" is required by the reader, and the writer may leave it out`. */
  readonly message: string
  /** What the writer's schema says at this place; absent where it says nothing. */
  readonly written?: unknown
  /** What the reader's schema says at this place; absent where it says nothing. */
  readonly read?: unknown
}

export const at = (pointer: string, part: string): string =>
  `${pointer}/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`
