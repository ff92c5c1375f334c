import { z } from 'zod'
import { unwrap } from '../../../lambdas/runtime/consumer/decode-message.ts'
import type { ParkedEvent } from '../../../lambdas/runtime/parking/parking.ts'
import { type Difference, differences } from '../../dead-letters/edit/diff.ts'
import { decideAndRelease } from '../../parked/decide-and-release.ts'
import { openParked } from '../../parked/environment.ts'
import { holdingConsumer, holdingConsumers } from '../../parked/find-consumer.ts'
import { type HeldAggregate, readHold, readHolds, readParked } from '../../parked/holds.ts'
import type { ReleaseResult } from '../../parked/release.ts'
import { releaseAudited } from '../../parked/release-audited.ts'
import { replacementOf } from '../../parked/replacement.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import { consumer, letterId } from './dead-letters/inputs.ts'
import type { ConsoleEnvironment } from './environment.ts'

export interface ShownParked {
  readonly hold: HeldAggregate | null
  readonly events: readonly ParkedEvent[]
}

const aggregate = z.string().min(1).max(256)
const reason = z.string().trim().max(1_000).optional()
const kept = z.string().trim().min(1, 'It is kept for ever: say why.').max(1_000)
const data = z.record(z.string(), z.unknown())
const WAIT_SECONDS = 30

/** Events that wait behind a dead one of their aggregate. */
export function parkedOperations({ stack, dynamo, sqs, auditLog }: ConsoleEnvironment): ConsoleOperation[] {
  const environment = { ...openParked(stack), dynamo, sqs }
  const eventOf = async (name: string, of: string, id: string): Promise<ParkedEvent> => {
    const found = (await readParked(environment, name, of)).find((one) => one.id === id)
    if (!found) throw new InputError(`${id} is not parked of ${of} for ${name}: it may have been released since.`)
    return found
  }
  const one = { consumer, aggregate, event: letterId }
  return [
    consoleOperation({
      name: 'parked',
      kind: 'read',
      keptMs: 1_000,
      input: z.object({}),
      run: async (): Promise<readonly HeldAggregate[]> =>
        (await Promise.all(holdingConsumers().map(({ name }) => readHolds(environment, name)))).flat(),
    }),
    consoleOperation({
      name: 'parked-aggregate',
      kind: 'read',
      keptMs: 1_000,
      input: z.object({ consumer, aggregate }),
      async run(asked): Promise<ShownParked> {
        const { name } = holdingConsumer(asked.consumer)
        const hold = await readHold(environment, name, asked.aggregate)
        return { hold: hold ?? null, events: hold ? await readParked(environment, name, asked.aggregate) : [] }
      },
    }),
    consoleOperation({
      name: 'parked-release',
      kind: 'change',
      input: z.strictObject({
        consumer,
        aggregates: z.array(aggregate).min(1).max(10_000),
        verb: z.enum(['release', 'retry']),
        reason,
      }),
      async run(asked): Promise<readonly ReleaseResult[]> {
        const { name } = holdingConsumer(asked.consumer)
        const many = { ...asked, consumer: name, reason: asked.reason || undefined, waitSeconds: WAIT_SECONDS }
        return releaseAudited(environment, many, await auditLog())
      },
    }),
    consoleOperation({
      name: 'parked-edit-check',
      kind: 'check',
      input: z.strictObject({ ...one, data }),
      async run(asked): Promise<{ differences: readonly Difference[] }> {
        const { name } = holdingConsumer(asked.consumer)
        const event = await eventOf(name, asked.aggregate, asked.event)
        replacementOf(event, asked.data, environment.ids.next('evt'))
        const { data: before } = unwrap(event.body) as { data?: unknown }
        const found = differences(before, asked.data)
        if (found.length === 0) throw new InputError('That is what it says already: nothing is changed.')
        return { differences: found }
      },
    }),
    consoleOperation({
      name: 'parked-decide',
      kind: 'change',
      input: z.strictObject({ ...one, data: data.optional(), reason: kept }),
      async run(asked): Promise<ReleaseResult> {
        const declared = holdingConsumer(asked.consumer)
        const event = await eventOf(declared.name, asked.aggregate, asked.event)
        const replacement = asked.data && replacementOf(event, asked.data, environment.ids.next('evt'))
        const decision = {
          verb: replacement ? 'edit' : 'skip',
          consumer: declared,
          aggregate: asked.aggregate,
          event,
          ...(replacement && { replacement }),
          reason: asked.reason,
        } as const
        return decideAndRelease(environment, await auditLog(), decision, WAIT_SECONDS)
      },
    }),
  ]
}
