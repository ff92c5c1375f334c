import type { DeadLetterEnvironment } from '../environment.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { keepCauseless, knownCopies } from '../queue/keep-causeless.ts'
import { sweep } from '../queue/sweep.ts'
import { lookForCauseless } from '../queue/without-cause.ts'
import { type Estimate, estimateRetry } from './estimate.ts'
import { planRetry, type RetryPlan } from './plan.ts'

export interface PrepareOptions {
  readonly selection: LetterSelection
  /** Take also what may take effect twice. */
  readonly again: boolean
  /** Letters a second, at most. */
  readonly rate: number
  /** Only look: what has no record gets none, and is counted beside the plan. */
  readonly dryRun: boolean
}

export interface PreparedRetry {
  readonly plan: RetryPlan
  readonly estimate: Estimate
  /** Messages in the dead-letter queue that had no record. */
  readonly causeless: number
}

/** Messages of a queue to look at for what has no cause; more wait for the next retry. */
const MOST_CAUSELESS = 10_000

/** All that is to be known before letters are sent; nothing is sent by it. */
export async function prepareRetry(
  environment: DeadLetterEnvironment,
  { selection, again, rate, dryRun }: PrepareOptions,
): Promise<PreparedRetry> {
  const causeless = await withoutRecord(environment, selection, dryRun)
  const plan = await planRetry(environment, { selection, again })
  // Where nobody has anything left to do, copies that a killed tool has left must not keep the alarm going.
  if (!dryRun && plan.items.length === 0 && selection.consumer !== undefined)
    await sweep(environment, selection.consumer)
  return { plan, estimate: estimateRetry(plan, rate), causeless }
}

/** Messages in the queue that have no record get one, so that they are retried as well. @returns the number of letters. */
async function withoutRecord(
  environment: DeadLetterEnvironment,
  { consumer }: LetterSelection,
  dryRun: boolean,
): Promise<number> {
  if (consumer === undefined) return 0
  const queues = [{ consumer, deadLetterQueueUrl: environment.deadLetterQueueUrl(consumer) }]
  const [found] = await lookForCauseless(environment.sqs, queues, MOST_CAUSELESS)
  const isKnown = await knownCopies(environment, [found!])
  const unknown = found!.copies.filter((copy) => !isKnown(copy))
  if (dryRun) return unknown.length
  return keepCauseless(environment, consumer, unknown, environment.now())
}
