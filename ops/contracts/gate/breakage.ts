import type { ContractId } from '../contract.ts'
import type { Direction } from './modes.ts'

/** Rules of the gate itself, beside those of {@link ../compare/rules.ts} that compare two schemas. */
export const gateRules = {
  VERSION_REMOVED: 'The code no longer knows a released version.',
  TYPE_REMOVED: 'The code no longer knows a released type.',
  NAME_REUSED: 'A name that was released and removed comes back with another meaning.',
  SELF_REFUSED: 'The code may refuse what it writes itself, or nobody can tell.',
  SAMPLE_REFUSED: 'Data that was written under a released version can no longer be read.',
} as const

/** Something that a change of the code breaks. */
export interface Breakage {
  /** Id of a rule, for exceptions. */
  readonly rule: string
  readonly contract: ContractId
  /** Absent where it is not about one direction, e.g. a version that is gone. */
  readonly direction?: Direction
  /** RFC 6901, within the data. */
  readonly pointer: string
  readonly message: string
  /** What was released at this place; absent: nothing. */
  readonly old?: unknown
  /** What the code says at this place; absent: nothing. */
  readonly now?: unknown
  /** Date of the release that it breaks with. */
  readonly released?: string
}
