import { z } from 'zod'
import { nameOf } from '../../../audit/name-of.ts'
import { stepsOf, toOperation } from '../../../dead-letters/retry/plan.ts'
import { prepareRetry } from '../../../dead-letters/retry/prepare-retry.ts'
import { createOperation } from '../../../operations/store.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../../operation.ts'
import { frozenSelection, reason, selectionFields } from './inputs.ts'
import { type KeptPlan, Plans } from './plans.ts'
import { type RetryRunner, startRetry } from './retry-runner.ts'
import { type ToldVerdict, toldCounts } from './told-verdict.ts'

/** Plans a retry; nothing is sent yet. */
export interface ShownPlan {
  /** Of the operation that it becomes when it is begun. */
  readonly id: string
  readonly letters: number
  readonly verdicts: readonly (ToldVerdict & { readonly letters: number })[]
  /** Left out, because a second effect is possible and nobody has asked for that. */
  readonly risky: number
  readonly orphans: number
  readonly held: number
  /** Messages of the queue without a record: they get one first, and are then among the letters. */
  readonly causeless: number
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
    const { selection, again } = plan
    const log = await auditLog()
    const prepared =
      plan.causeless > 0 ? await prepareRetry(environment, { selection, again, rate: plan.rate, dryRun: false }) : plan
    const operation = toOperation(
      {
        id: plan.id,
        createdAt: new Date(environment.now()).toISOString(),
        by: nameOf(log.caller),
        ...(why && { reason: why }),
        selection,
        rate: plan.rate,
        stopShare,
      },
      prepared.plan,
    )
    if (prepared.plan.items.length === 0) throw new InputError('There is nothing to retry.')
    await createOperation(environment, operation, prepared.plan.items)
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
        const prepared = await prepareRetry(environment, { ...options, dryRun: true })
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
  const { items, verdicts, risky, orphans, held } = plan
  const ends = items.length > 0 ? stepsOf(items.length) : []
  return {
    id,
    letters: items.length,
    verdicts: toldCounts(verdicts),
    risky,
    orphans,
    held,
    causeless,
    steps: ends.map((end, index) => end - (ends[index - 1] ?? 0)),
    ...estimate,
  }
}
