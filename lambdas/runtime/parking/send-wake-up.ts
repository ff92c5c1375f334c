import { createHash } from 'node:crypto'
import type { WakeUp } from './wake-up.ts'

export const wakeUpBody = (wakeUp: WakeUp): string => JSON.stringify({ wake_up_parked: wakeUp })

/**
 * Wake-ups have a FIFO group of their own: in that of the aggregate, an event that waits because the parking is full would wait for
 * the wake-up that waits behind it. A group's name has 128 characters at most, and an aggregate's id may have as many.
 */
export const wakeUpGroup = (group: string): string => `release#${short(group)}`

/**
 * What a person sends has a group for itself alone: it must not wait behind an earlier wake-up that comes back only after a while. Claims
 * exclude each other anyway.
 * @param id of the message: if the same wake-up is sent again, its id must be the same.
 */
export const personsWakeUpGroup = (id: string): string => `release#person#${short(id)}`

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)
