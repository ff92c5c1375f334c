import { createHash } from 'node:crypto'
import type { WakeUp } from './wake-up.ts'

export const wakeUpBody = (wakeUp: WakeUp): string => JSON.stringify({ wake_up_parked: wakeUp })

/**
 * Wake-ups have a FIFO group of their own: in that of the aggregate, an event that waits because the parking is full would wait for
 * the wake-up that waits behind it. A group's name has 128 characters at most, and an aggregate's id may have as many.
 */
export const wakeUpGroup = (group: string): string =>
  `release#${createHash('sha256').update(group).digest('hex').slice(0, 32)}`
