import { z } from 'zod'
import { unwrap } from '../../../lambdas/runtime/consumer/decode-message.ts'
import type { ParkedEvent } from '../../../lambdas/runtime/parking/parking.ts'
import { type Difference, differences } from '../../dead-letters/edit/diff.ts'
import { readAbandoned } from '../../parked/abandoned.ts'
import { decideAndRelease } from '../../parked/decide-and-release.ts'
import { openParked } from '../../parked/environment.ts'
import { consumerOfParked, holdingConsumer, holdingConsumers } from '../../parked/find-consumer.ts'
import { readHold, readHolds, readParked } from '../../parked/holds.ts'
import { parkedName } from '../../parked/parked-name.ts'
import type { ReleaseResult } from '../../parked/release.ts'
import { releaseAudited } from '../../parked/release-audited.ts'
import { replacementOf } from '../../parked/replacement.ts'
import { type ShownHold, shownHolds } from '../../parked/shown.ts'
import { readPauses } from '../../pauses/read-pauses.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import { consumer } from './dead-letters/inputs.ts'
import type { ConsoleEnvironment } from './environment.ts'

export interface ShownParked {
  readonly hold: ShownHold | null
  readonly events: readonly ParkedEvent[]
}

const aggregate = z.string().min(1).max(256)
/** The name of a parked event, as `parkedName` makes it. */
const eventName = z.string().min(1).max(512)
const reason = z.string().trim().max(1_000).optional()
const kept = z.string().trim().min(1, 'It is kept for ever: say why.').max(1_000)
const data = z.record(z.string(), z.unknown())
const WAIT_SECONDS = 30

/** Events that wait behind a dead one of their aggregate. */
export function parkedOperations({ stack, dynamo, sqs, auditLog }: ConsoleEnvironment): ConsoleOperation[] {
  const environment = { ...openParked(stack), dynamo, sqs }
  const eventOf = async (name: string, of: string, wanted: string): Promise<ParkedEvent> => {
    const found = (await readParked(environment, name, of)).find((one) => parkedName(one) === wanted)
    if (!found) throw new InputError(`${wanted} is not parked of ${of} for ${name}: it may have been released since.`)
    return found
  }
  /** A paused consumer releases nothing, so that there is nothing to wait for. */
  const waitFor = async (name: string): Promise<number> =>
    (await readPauses(dynamo, stack)).has(name) ? 0 : WAIT_SECONDS
  const one = { consumer, aggregate, event: eventName }
  return [
    consoleOperation({
      name: 'parked',
      kind: 'read',
      keptMs: 1_000,
      input: z.object({}),
      async run(): Promise<readonly ShownHold[]> {
        // What a consumer that is gone has parked is released by nobody, so it must be listed here.
        const abandoned = await readAbandoned({ dynamo, table: environment.tables.parked })
        const names = [...holdingConsumers().map(({ name }) => name), ...abandoned.keys()]
        const holds = names.map((name) => readHolds(environment, name))
        const [pauses, ...found] = await Promise.all([readPauses(dynamo, stack), ...holds])
        return shownHolds(found.flat(), pauses)
      },
    }),
    consoleOperation({
      name: 'parked-aggregate',
      kind: 'read',
      keptMs: 1_000,
      input: z.object({ consumer, aggregate }),
      async run(asked): Promise<ShownParked> {
        const name = asked.consumer
        const [hold, pauses] = await Promise.all([
          readHold(environment, name, asked.aggregate),
          readPauses(dynamo, stack),
        ])
        // Also of a consumer that holds nothing any more.
        if (!hold) holdingConsumer(name)
        const [shown = null] = shownHolds(hold ? [hold] : [], pauses)
        return { hold: shown, events: hold ? await readParked(environment, name, asked.aggregate) : [] }
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
        const waitSeconds = await waitFor(name)
        const many = { ...asked, consumer: name, reason: asked.reason || undefined, waitSeconds }
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
        if (found.length === 0) throw new InputError('The new data equals the present data: nothing was changed.')
        return { differences: found }
      },
    }),
    consoleOperation({
      name: 'parked-decide',
      kind: 'change',
      input: z.strictObject({ ...one, data: data.optional(), reason: kept }),
      async run(asked): Promise<ReleaseResult> {
        // What is parked of a consumer that is gone can still be skipped.
        const declared = asked.data ? holdingConsumer(asked.consumer) : consumerOfParked(asked.consumer)
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
        return decideAndRelease(environment, await auditLog(), decision, await waitFor(declared.name))
      },
    }),
  ]
}
