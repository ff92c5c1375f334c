import { NotOwned } from '../../bulk-operations/store.ts'
import { DecidedOtherwise } from '../../consumers/change.ts'
import { ChangedMeanwhile } from '../../dead-letters/edit/replace-letter.ts'
import { NotDecided } from '../../parked/decide.ts'

const CONFLICTS = [NotOwned, ChangedMeanwhile, DecidedOtherwise, NotDecided]

/** Somebody else was first, and their decision stands: no failure, and nothing was changed. */
export const isConflict = (error: unknown): boolean => CONFLICTS.some((conflict) => error instanceof conflict)
