import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { DeferredError } from '../../../../lambdas/runtime/errors.ts'
import { consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const declaration = defineConsumer({
  name: 'suspicious',
  subscribesTo: [orderCreated],
  delivery: 'effectively-once',
  idempotency: 'atomic',
})

/** Handlers of one invocation; one that meets the poison never returns, and neither does the function. */
function invocation(poison: string, onRun: (id: string) => void = () => {}) {
  const kit = consumerKit(dynamo, undefined, 31 * next++)
  const { promise: died, resolve: die } = Promise.withResolvers<'died'>()
  const handler = consumerHandler(declaration, kit.environment, {
    'order.created': ({ event_id }) => {
      onRun(event_id)
      if (event_id !== poison) return
      die('died')
      return new Promise(() => {})
    },
  })
  return { kit, run: (batch: Parameters<typeof deliver>[1]) => Promise.race([deliver(handler, batch), died]) }
}

describe('a message that ends its function each time', () => {
  let events: ReturnType<typeof orderCreatedEvent>[]
  beforeEach(() => {
    events = [1, 2, 3].map(() => orderCreatedEvent(next++))
  })

  it('does not take its neighbours along for ever: they run before it, and are acknowledged', async () => {
    const poison = events[0]!.event_id
    // A neighbour that was running when the function died is suspected too; one more death tells the two apart.
    for (const receives of [1, 2, 3, 4]) {
      expect(await invocation(poison).run(events.map((of) => ({ of, receives })))).toBe('died')
    }
    const order: string[] = []
    const last = invocation(poison, (id) => order.push(id))
    expect(await last.run(events.map((of) => ({ of, receives: 5 })))).toBe('died')
    expect(order.at(-1)).toBe(poison)
    const neighbours = events.slice(1).map(({ event_id }) => `handle-${event_id}`)
    expect(new Set(last.kit.acknowledged)).toEqual(new Set(neighbours))
  })

  it('is dead-lettered once it has done so as often as it may fail', async () => {
    const [event] = events
    const receive = (receives: number) => {
      const one = invocation(event!.event_id)
      return one.run([{ of: event!, receives }]).then((result) => ({ result, deadLetters: one.kit.deadLetters }))
    }
    for (let receives = 1; receives <= 8; receives++) expect((await receive(receives)).result).toBe('died')
    const ninth = await receive(9)
    expect(ninth.result).toEqual([])
    expect(ninth.deadLetters[0]?.attributes.error_type).toBe('PermanentError:DIED_WITHOUT_CAUSE')
  })

  it('is dead-lettered untried at the last receive that the queue grants; one that only came back often is tried', async () => {
    const [poison, innocent] = events
    const { maxReceiveCount } = derivedLimits(declaration)
    expect(await invocation(poison!.event_id).run([{ of: poison!, receives: maxReceiveCount - 1 }])).toBe('died')
    const last = invocation(poison!.event_id)
    const batch = [poison!, innocent!].map((of) => ({ of, receives: maxReceiveCount }))
    expect(await last.run(batch)).toEqual([])
    expect(last.kit.outcomes[0]?.map(({ outcome }) => outcome.kind)).toEqual(['processed', 'dead-lettered'])
    expect(last.kit.deadLetters[0]?.attributes.error_type).toBe('PermanentError:DIED_WITHOUT_CAUSE')
  })

  it('is told apart from one that only waits', async () => {
    const [event] = events
    const kit = consumerKit(dynamo, undefined, 31 * next++)
    const handler = consumerHandler(declaration, kit.environment, {
      'order.created': () => {
        throw new DeferredError('LATER', 'not yet', 1)
      },
    })
    for (let receives = 1; receives <= 14; receives++) await deliver(handler, [{ of: event!, receives }])
    expect(kit.outcomes.flat().map(({ outcome }) => outcome.kind)).toEqual(Array(14).fill('deferred'))
    expect(kit.deadLetters).toEqual([])
  })

  it('is told apart from one that waits for hours while most notes of its ends are lost', async () => {
    const [event] = events
    let ends = 0
    const client = {
      send: (command: { input: object }) => {
        const isEnd = JSON.stringify(command.input).includes('ended')
        return isEnd && ++ends % 4 > 0 ? Promise.reject(new Error('throttled')) : dynamo.client.send(command as never)
      },
    } as unknown as DynamoDBClient
    const kit = consumerKit({ client }, undefined, 31 * next++)
    const handler = consumerHandler(
      declaration,
      { ...kit.environment, dynamo: client },
      {
        'order.created': () => {
          throw new DeferredError('LATER', 'not yet')
        },
      },
    )
    for (let receives = 1; receives <= 30; receives++) await deliver(handler, [{ of: event!, receives }])
    expect(new Set(kit.outcomes.flat().map(({ outcome }) => outcome.kind))).toEqual(new Set(['deferred']))
    expect(ends).toBeGreaterThan(20)
  })
})
