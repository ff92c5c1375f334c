import type { Random } from '../../dev/soak/random.ts'

export const services = ['payment', 'inventory', 'notification'] as const
export type Service = (typeof services)[number]

/** What each of them takes for one call. */
export const SERVICE_MS = 40
/** A caller waits no longer than this for one of them. */
export const TIMEOUT_MS = 1_000
/** Share of the calls to payment that get no good answer. */
export const DOWN_SHARE = 0.05

/** `refused` is answered with 503, `hanging` never. */
export type Fate = 'served' | 'refused' | 'hanging'

/**
 * One fate per call. Each stretch of `1 / downShare` calls holds exactly one that goes wrong, somewhere, so that no seed
 * is luckier than another; refused and hanging take turns.
 */
export function* fates(downShare: number, random: Random): Generator<Fate, never> {
  const stretch = Math.round(1 / downShare)
  for (let bad: Fate = 'refused'; ; bad = bad === 'refused' ? 'hanging' : 'refused') {
    const position = Math.floor(random() * stretch)
    for (let index = 0; index < stretch; index++) yield index === position ? bad : 'served'
  }
}

/** When each order comes, milliseconds from the start, as independent callers come: with exponential gaps. */
export function arrivalTimes(orders: number, perSecond: number, random: Random): number[] {
  let at = 0
  return Array.from({ length: orders }, () => {
    at += (-Math.log(1 - random()) * 1000) / perSecond
    return at
  })
}
