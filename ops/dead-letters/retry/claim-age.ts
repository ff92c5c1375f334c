import { isWithin } from '../../../lambdas/runtime/system/clock.ts'
import type { Letter } from '../letters/letter.ts'
import { type ClaimableLetter, type ClaimEnvironment, renewClaims } from './claim-letters.ts'

/** A claim of this age is renewed before anything is sent by it. Much less than the time after which it counts as forsaken. */
const RENEWED_AFTER_MS = 60_000

export interface Owning {
  /** Throws if another tool works on the operation by now, or may; not if a person has only paused or aborted it: what is in hand is still sent. */
  readonly stillOwned: () => Promise<void>
}

type Environment = ClaimEnvironment & Owning

interface Owned<Some> {
  readonly ours: ReadonlySet<Some>
  /** Letters that somebody else has taken meanwhile, as they are now; undefined if the record is gone. */
  readonly lost: ReadonlyMap<Some, Letter | undefined>
}

/**
 * Looks, before letters are sent, how old their claims are. Between a claim and its send any time may pass: a laptop is closed, a call hangs. By
 * then another person may have archived, edited or retried the letters, and another tool may have resumed the operation.
 *
 *     this tool   ──claims──(sleeps)────────────────────────[renews: refused]──sends nothing
 *     another     ─────────────────(forsaken)──archives──►
 *
 * @returns a function that renews claims which are too old to send by; to be made before the letters are claimed.
 */
export function claimsSince(environment: Environment) {
  const isYoung = youngFromNow(environment)
  return async <Some>(letters: readonly Some[], claimOf: (one: Some) => ClaimableLetter): Promise<Owned<Some>> => {
    await environment.stillOwned()
    const lost = new Map<Some, Letter | undefined>()
    let ours = letters
    for (let isFresh = isYoung; !isFresh() && ours.length > 0; ) {
      isFresh = youngFromNow(environment)
      const claims = await renewClaims(environment, ours.map(claimOf))
      for (const [index, claim] of claims.entries()) {
        if (claim.kind === 'refused') lost.set(ours[index]!, claim.letter)
      }
      ours = ours.filter((letter) => !lost.has(letter))
      // The renewal may have taken most of the lease, within which a send has to end.
      await environment.stillOwned()
    }
    return { ours: new Set(ours), lost }
  }
}

/** Says whether a claim that is made from now on is young enough. */
function youngFromNow({ now }: Pick<Environment, 'now'>): () => boolean {
  const [at, monotonicAt] = [now(), performance.now()]
  // The monotonic clock may stand still while the machine sleeps, and the other one may be set: both have to agree.
  return () => isWithin(RENEWED_AFTER_MS, at, now()) && performance.now() - monotonicAt < RENEWED_AFTER_MS
}
