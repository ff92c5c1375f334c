import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import { type AuditEnvironment, audited } from '../../audit/audit-log.ts'
import { nameOf } from '../../audit/name-of.ts'
import type { Operation } from '../../bulk-operations/operation.ts'
import { counted } from '../../cli/counted.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { LetterSelection } from '../letters/selection.ts'
import { type FoundCauseless, findCauseless, type KeptLetters, keepFound } from '../queue/find-causeless.ts'
import { createRetry, type OperationOptions } from './create-retry.ts'
import { type Estimate, estimateRetry } from './estimate.ts'
import { planRetry, type RetryPlan } from './plan.ts'

export interface PrepareOptions {
  readonly selection: LetterSelection
  /** Whether to retry letters that may take effect a second time, too, and such as are no messages. */
  readonly again: boolean
  /** Letters a second, at most. */
  readonly rate: number
}

export interface PreparedRetry {
  readonly plan: RetryPlan
  readonly estimate: Estimate
  /** Messages in the dead-letter queues that have no record; with the plan's letters they are what is retried. */
  readonly causeless: FoundCauseless
}

/** Finds out all that has to be known before letters are sent. It changes nothing, but that looking hides messages for moments. */
export async function prepareRetry(
  environment: DeadLetterEnvironment,
  { selection, again, rate }: PrepareOptions,
): Promise<PreparedRetry> {
  const causeless = await findCauseless(environment, selection)
  const plan = await planRetry(environment, { selection, again })
  return { plan, estimate: estimateRetry(plan, rate), causeless }
}

/**
 * Makes an operation of what was prepared, and of nothing that has died since: of the letters that had failed by then, and of the messages
 * without a record that were found, which get one first.
 * @returns undefined when there is nothing left to retry. @throws {AuditError}
 */
export async function beginRetry(
  environment: DeadLetterEnvironment,
  log: AuditEnvironment,
  { plan, causeless }: Pick<PreparedRetry, 'plan' | 'causeless'>,
  options: Omit<OperationOptions, 'createdAt' | 'by' | 'until' | 'also'>,
): Promise<Operation | undefined> {
  const { selection, reason } = options
  const kept = await keepAudited(environment, log, causeless, selection, reason)
  if (plan.latestFailure === undefined && kept.size === 0) return undefined
  const [createdAt, by] = [isoTime(environment.now()), nameOf(log.caller)]
  return createRetry(environment, { ...options, createdAt, by, until: plan.latestFailure ?? NEVER, also: kept })
}

/** Before every time. */
const NEVER = ''

/** Gives messages without a record theirs. @throws {AuditError} */
export async function keepAudited(
  environment: DeadLetterEnvironment,
  log: AuditEnvironment,
  found: FoundCauseless,
  { to }: Pick<LetterSelection, 'to'>,
  reason: string | undefined,
): Promise<KeptLetters> {
  if (found.messageIds.size === 0) return new Map()
  // Nobody knows when they died. Of a selection that ends at some time they were seen before it, so that they are in it.
  const foundAt = Math.min(environment.now(), to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to) - 1)
  const target = found.consumers.join(', ')
  return audited(
    log,
    { action: 'dead-letters keep', target, ...(reason !== undefined && { reason }) },
    () => keepFound(environment, found, foundAt),
    ({ size }) => ({ result: 'done', outcome: `${counted(size, 'message')} without a record: kept` }),
  )
}
