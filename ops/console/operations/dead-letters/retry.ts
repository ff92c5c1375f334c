import { z } from 'zod'
import type { Unseen } from '../../../dead-letters/queue/causeless-issues.ts'
import { stepsOf } from '../../../dead-letters/retry/plan.ts'
import { beginRetry, prepareRetry } from '../../../dead-letters/retry/prepare-retry.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../../operation.ts'
import { frozenSelection, reason, selectionFields } from './inputs.ts'
import { type KeptPlan, Plans } from './plans.ts'
import { type RetryRunner, startRetry } from './retry-runner.ts'
import { type ToldVerdict, toldCounts } from './told-verdict.ts'

/** Plans a retry; nothing is sent yet. */
export interface ShownPlan {
  /** Id of the operation that the plan becomes when it is begun. */
  readonly id: string
  readonly letters: number
  readonly verdicts: readonly (ToldVerdict & { readonly letters: number })[]
  /** Number of letters left out because a retry may have a second effect and nobody has asked for that. */
  readonly risky: number
  /** Number of letters left out because their issue is ignored. */
  readonly ignored: number
  /** Number of letters left out because they are no messages and nobody has asked for them. */
  readonly malformed: number
  readonly orphans: number
  readonly held: number
  /** Messages in dead-letter queues without a record: they get one first, and are then among the letters. */
  readonly causeless: number
  /** The queues of which not all was looked at. */
  readonly unseen: readonly Unseen[]
  /** Letters of each step. */
  readonly steps: readonly number[]
  readonly seconds: number
  readonly usd: number
}

const rate = z.coerce.number().int().min(1).max(10_000).default(50)
const operationId = z.string().regex(/^op_[0-9a-f-]{36}$/, 'must be the id of an operation')

export function retryOperations(runner: RetryRunner, newId: () => string): ConsoleOperation[] {
  const { environment, auditLog } = runner
  const plans = new Plans()
  const begin = async (plan: KeptPlan, stopShare: number, why: string | undefined): Promise<string> => {
    const { id, selection, again, rate: asked } = plan
    const options = { id, selection, again, rate: asked, stopShare, ...(why && { reason: why }) }
    const operation = await beginRetry(environment, await auditLog(), plan, options)
    if (!operation) throw new InputError('There is nothing to retry.')
    await startRetry(runner, operation)
    return operation.id
  }
  return [
    consoleOperation({
      name: 'retry-plan',
      kind: 'read',
      input: z.object({ ...selectionFields, rate, again: z.enum(['yes', 'no']).default('no') }),
      async run({ rate: asked, again, ...fields }): Promise<ShownPlan> {
        const selection = frozenSelection(fields, environment.now())
        const options = { selection, again: again === 'yes', rate: asked }
        const prepared = await prepareRetry(environment, options)
        const id = newId()
        plans.keep({ ...prepared, ...options, id })
        return shown(id, prepared)
      },
    }),
    consoleOperation({
      name: 'retry-begin',
      kind: 'change',
      input: z.strictObject({
        plan: operationId,
        stopPercent: z.number().min(0).max(100).default(20),
        reason,
      }),
      async run({ plan, stopPercent, reason: why }) {
        return { operation: await plans.begin(plan, (kept) => begin(kept, stopPercent / 100, why)) }
      },
    }),
  ]
}

function shown(id: string, { plan, estimate, causeless }: Omit<KeptPlan, 'id' | 'selection' | 'again' | 'rate'>) {
  const { letters, verdicts, risky, malformed, ignored, orphans, held } = plan
  const ends = letters > 0 ? stepsOf(letters) : []
  return {
    id,
    letters,
    verdicts: toldCounts(verdicts),
    risky,
    malformed,
    ignored,
    orphans,
    held,
    causeless: causeless.messageIds.size,
    unseen: causeless.unseen,
    steps: ends.map((end, index) => end - (ends[index - 1] ?? 0)),
    ...estimate,
  }
}
