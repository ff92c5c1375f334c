import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createIds } from '../../../../lambdas/runtime/system/ids.ts'
import { decide } from '../../../../ops/parked/decide.ts'
import type { ParkedEnvironment } from '../../../../ops/parked/environment.ts'
import { readParked } from '../../../../ops/parked/holds.ts'
import { replacementOf } from '../../../../ops/parked/replacement.ts'
import { countedBytes } from '../../../support/counted-bytes.ts'
import { testTables } from '../../../support/dynamodb.ts'
import type { OrderedWorld } from './kit.ts'

export interface PersonsDecision {
  readonly order: number
  readonly sequence: number
  /** Otherwise it is skipped. */
  readonly isEdit: boolean
}

const idBytes = countedBytes()

/**
 * A person decides about one parked event, with the tool's own code.
 * @throws what the tool throws: when it is not parked any more, is being released, or the store does not answer.
 */
export async function decideAs(
  { client, clock }: { readonly client: DynamoDBClient; readonly clock: ParkedEnvironment['clock'] },
  world: OrderedWorld,
  { order, sequence, isEdit }: PersonsDecision,
): Promise<void> {
  const ids = createIds(clock, idBytes)
  const environment: ParkedEnvironment = {
    dynamo: client,
    sqs: { send: () => Promise.reject(new Error('Nothing is sent.')) } as never,
    tables: testTables,
    queueUrlOf: () => 'https://queue/ordered.fifo',
    clock,
    ids,
    pause: async () => {},
  }
  const aggregate = `ord_${order}`
  const parked = await readParked(environment, world.name, aggregate)
  const event = parked.find(({ position, scope }) => position === sequence && scope === undefined)
  if (!event) return
  const { data } = JSON.parse(event.body) as { data: unknown }
  const replacement = isEdit ? replacementOf(event, data, ids.next('evt')) : undefined
  await decide(environment, {
    consumer: world.declaration,
    aggregate,
    eventId: event.id,
    correction: {
      consumer: world.name,
      eventId: event.id,
      reason: 'a test',
      by: { arn: 'arn:anna' },
      at: '2026-01-01T00:00:00.000Z',
      from: 'parked',
      ...(replacement ? { kind: 'edit', replacement } : { kind: 'skip' }),
    },
    ...(replacement && { replacement: { ...event, id: replacement.event_id, body: JSON.stringify(replacement) } }),
  })
}
