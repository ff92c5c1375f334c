import type { Letter } from '../../../dead-letters/letters/letter.ts'
import { isRisky, tellVerdict, type Verdict } from '../../../dead-letters/verdict/verdict.ts'

/** The effect that a retry would have, in words. */
export interface ToldVerdict {
  readonly kind: Verdict['kind'] | 'unknown'
  readonly says: string
  /** A retry could have a second effect. */
  readonly isRisky: boolean
}

export type ShownLetter = Letter & { readonly verdict: ToldVerdict }

export const told = (verdict: Verdict | undefined): ToldVerdict =>
  verdict
    ? { kind: verdict.kind, says: tellVerdict(verdict), isRisky: isRisky(verdict) }
    : {
        kind: 'unknown',
        says: 'its consumer is not declared here any more, so nothing can be said of it',
        isRisky: true,
      }

/** How many there are of each. */
export const toldCounts = (verdicts: Readonly<Partial<Record<Verdict['kind'] | 'unknown', number>>>) =>
  Object.entries(verdicts).map(([kind, letters]) => ({
    ...told(kind === 'unknown' ? undefined : { kind: kind as Verdict['kind'] }),
    letters,
  }))
