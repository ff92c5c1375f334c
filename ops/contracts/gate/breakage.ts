import { createHash } from 'node:crypto'
import type { ContractId } from '../contract.ts'
import { canonicalJson } from '../schema/json-schema.ts'
import { declarationRules } from './declaration-rules.ts'
import type { Direction } from './modes.ts'

/** Rules of the gate itself, beside those of {@link ../compare/rules.ts} that compare two schemas. */
export const gateRules = {
  ...declarationRules,
  VERSION_REMOVED: 'The code no longer knows a released version.',
  TYPE_REMOVED: 'The code no longer knows a released type.',
  NAME_REUSED: 'A name that was released and removed comes back with another meaning.',
  SELF_REFUSED: 'The code may refuse what it writes itself, or nobody can tell.',
  EXAMPLE_REFUSED: 'The schema refuses its own example, which a release would keep as a sample.',
  UPCAST_FAILS:
    'The upcast throws for data that an earlier version allows, or makes what the newest one refuses of it.',
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
  /** The released schema at this place; absent if it has none there. */
  readonly old?: unknown
  /** The schema in the code at this place; absent if it has none there. */
  readonly now?: unknown
  /** Goes into {@link changeOf}, if `old` and `now` alone do not tell this change from another one at the same place. */
  readonly besides?: unknown
  /** Date of the release that it breaks with. */
  readonly released?: string
  /** Only of a version that came back: a number that no version of its type had. */
  readonly nextVersion?: number
}

/** Identifies a change in the exception that excuses it: another change at the same place has another id. */
export const changeOf = ({ old, now, message, besides }: Breakage): string =>
  createHash('sha256')
    // A refused sample, for instance, has no schema at its place: its message tells it apart.
    .update(canonicalJson([old ?? null, now ?? message, besides ?? null]))
    .digest('hex')
    .slice(0, 12)
