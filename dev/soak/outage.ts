import type { Outage } from '../../local/index.ts'

/** How long an order may take in a run with an outage, so that one of a minute is longer than that. */
export const DEADLINE_SECONDS = 30

/** Longer than the deadline, and longer than six attempts with the longest waits between them. */
const OUTAGE_SECONDS = 45

const targets = [
  'scheduler',
  'checkout',
  'ses',
  'events',
  'dynamodb',
  'sns',
  'payment',
  'sqs',
  's3',
  'inventory',
] as const

/** One outage a run keeps it short; ten seeds in a row meet all of them. */
export function outageOf(seed: number): Outage {
  return { target: targets[(seed - 1) % targets.length] ?? targets[0], milliseconds: OUTAGE_SECONDS * 1_000 }
}
