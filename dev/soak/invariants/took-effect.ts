import { effectsOf } from '../posts.ts'
import type { Invariant } from './invariant.ts'

const bounds = { taken: [1, 1], refused: [0, 0], unknown: [0, 1] } as const

export const tookEffectOnce: Invariant = {
  name: 'each POST that was taken took effect once, with or without Idempotency-Key; none that was refused did',
  check({ posts, events }) {
    return [...effectsOf(posts, events)].flatMap(([{ correlationId, eventType, answer }, times]) => {
      const [least, most] = bounds[answer]
      if (times >= least && times <= most) return []
      return [`${correlationId}: ${eventType} ${times} times, the caller knows: ${answer}`]
    })
  },
}
