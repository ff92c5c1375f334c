import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { ConsumerEnvironment } from '../../../../lambdas/runtime/consumer/environment.ts'
import { fail } from '../../../../lambdas/runtime/consumer/failures.ts'
import type { Invocation } from '../../../../lambdas/runtime/consumer/invocation.ts'
import { tellEarly } from '../../../../lambdas/runtime/consumer/tell-early.ts'
import type { ConsumerOptions } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { fromEvent } from '../../../../lambdas/runtime/messages/message.ts'
import type { SettledDelivery } from '../../../../lambdas/runtime/messages/outcome.ts'
import { systemClock } from '../../../../lambdas/runtime/system/clock.ts'
import { startDeadline } from '../../../../lambdas/runtime/system/deadline.ts'
import type { BatchReport, ConsumerTelemetry } from '../../../../lambdas/runtime/telemetry/consumer-telemetry.ts'
import { deliver } from '../../../support/consumer-kit.ts'
import { testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { timeInHand } from '../../../support/time-in-hand.ts'
import { declare, dynamo, event, failingWith, kit, nextNumber, setUpKit } from './failing-kit.ts'

setUpKit()

/** A store that takes every request and answers none. */
const silent = { send: () => new Promise(() => {}) } as unknown as DynamoDBClient

const lastOutcome = () => kit.outcomes.at(-1)?.[0]?.outcome

describe('the time that there is', () => {
  it('too little: messages go back soon, untried', async () => {
    expect(await deliver(failingWith('unused'), [{ of: event }], 250)).toEqual([event.event_id])
    expect(lastOutcome()).toEqual({ kind: 'returned', delaySeconds: 1 })
    expect(kit.postponed).toEqual([{ receiptHandle: `handle-${event.event_id}`, delaySeconds: 1 }])
  })

  it.each<[string, object, () => ConsumerEnvironment]>([
    ['its store hangs', {}, () => ({ ...kit.environment, dynamo: silent, clock: systemClock })],
    [
      'it cannot be acknowledged beforehand',
      { delivery: 'at-most-once', idempotency: undefined },
      () => ({
        ...kit.environment,
        queue: { ...kit.environment.queue, acknowledge: () => Promise.reject(new Error('no')) },
      }),
    ],
  ])(
    'none, while %s: a message that is never tried has receives for hours, not for minutes',
    async (_, options, environment) => {
      const declaration = declare(options)
      const handler = consumerHandler(declaration, environment(), { 'order.created': () => {} })
      const { maxReceiveCount, maxDeferralSeconds } = derivedLimits(declaration)
      await deliver(handler, [{ of: event, receives: 20 }], 300)
      expect(lastOutcome()?.kind).toBe('returned')
      const { delaySeconds = 0 } = kit.postponed.at(-1) ?? {}
      expect(delaySeconds).toBeGreaterThanOrEqual(maxDeferralSeconds / 2)
      expect((maxReceiveCount * maxDeferralSeconds) / 2).toBeGreaterThan(2 * 3600)
    },
  )

  it('over: a handler that overruns is cut off before Lambda does it, and its neighbours are committed', async () => {
    const slow = orderCreatedEvent(nextNumber())
    const handler = consumerHandler(declare(), kit.environment, {
      'order.created': async ({ event_id, data }, { effects, signal }) => {
        effects.put({ TableName: testTables.state, Item: { pk: { S: data.order_id }, sk: { S: 'x' } } })
        if (event_id !== slow.event_id) return
        setImmediate(kit.endHandlers)
        await new Promise((_, reject) => signal.addEventListener('abort', reject))
      },
    })
    expect(await deliver(handler, [{ of: event }, { of: slow }])).toEqual([slow.event_id])
    expect(kit.outcomes[0]?.map(({ outcome }) => outcome.kind)).toEqual(['processed', 'failed'])
  })

  it('over for a handler that ignores the signal, too: nothing that it stages later is committed', async () => {
    let finish = () => {}
    const handler = consumerHandler(declare(), kit.environment, {
      'order.created': async ({ data }, { effects }) => {
        setImmediate(kit.endHandlers)
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        effects.put({ TableName: testTables.state, Item: { pk: { S: data.order_id }, sk: { S: 'x' } } })
      },
    })
    expect(await deliver(handler, [{ of: event }])).toEqual([event.event_id])
    expect(lastOutcome()).toMatchObject({ kind: 'failed', error: { code: 'HANDLER_TIMEOUT' } })
    finish()
    await new Promise((resolve) => setImmediate(resolve))
    const Key = { pk: { S: event.data.order_id }, sk: { S: 'x' } }
    expect((await dynamo.client.send(new GetItemCommand({ TableName: testTables.state, Key }))).Item).toBeUndefined()
  })
})

it('outcomes that are told before the end of their batch are told with the time until Lambda ends the function', async () => {
  const deadline = startDeadline(kit.clock, timeInHand().timers, 10_000)
  kit.clock.advance(9.5)
  const told: BatchReport[] = []
  const telemetry = { batchDone: async (report: BatchReport) => void told.push(report) } as ConsumerTelemetry
  const one = { outcome: { kind: 'processed' } } as SettledDelivery
  await tellEarly({ telemetry, clock: kit.clock, deadline }, [one])
  // The handlers' time is over by then, but what remains is enough for the export of spans.
  expect(told).toMatchObject([{ processed: [one], remainingMs: 500 }])
})

describe('delivery at most once', () => {
  const options = { delivery: 'at-most-once', idempotency: undefined } as unknown as Partial<ConsumerOptions>

  it('acknowledges before it handles, and a failure is dropped', async () => {
    const acknowledgedBefore: string[][] = []
    const handler = consumerHandler(declare(options), kit.environment, {
      'order.created': () => {
        acknowledgedBefore.push([...kit.acknowledged])
        throw new Error('lost')
      },
    })
    expect(await deliver(handler, [{ of: event }])).toEqual([])
    expect(acknowledgedBefore).toEqual([[`handle-${event.event_id}`]])
    expect(lastOutcome()).toMatchObject({ kind: 'dropped' })
    expect(kit.deadLetters).toEqual([])
  })

  it('does not handle what could not be acknowledged', async () => {
    kit.queueFailures.acknowledge = new Error('SQS is down')
    let runs = 0
    const handler = consumerHandler(declare(options), kit.environment, { 'order.created': () => void runs++ })
    expect(await deliver(handler, [{ of: event }])).toEqual([event.event_id])
    expect(runs).toBe(0)
  })

  it('still dead-letters what is no message', async () => {
    expect(await deliver(failingWith('unused', options), [{ of: 'no json', messageId: 'm' }])).toEqual([])
    expect(kit.deadLetters).toHaveLength(1)
    expect(kit.acknowledged).toEqual([])
  })
})

describe('a store that never answers', () => {
  it('does not keep the function until Lambda ends it: the messages come back', async () => {
    const handler = consumerHandler(declare(), { ...kit.environment, dynamo: silent }, { 'order.created': () => {} })
    expect(await deliver(handler, [{ of: event }], 600)).toEqual([event.event_id])
    expect(lastOutcome()).toMatchObject({ kind: 'failed', error: { code: 'NO_ANSWER_IN_TIME' } })
  })

  it.each(['continue', 'hold'] as const)(
    'does not make a dead letter, or hold behind one, after the function has answered (%s): the message comes again',
    async (onDeadLetter) => {
      const { timers, endHandlers } = timeInHand()
      const written: unknown[] = []
      const write = async (...letter: unknown[]) => written.push(letter)
      const invocation = {
        ...kit.environment,
        declaration: declare({ ordering: 'aggregate', onDeadLetter }),
        health: {},
        history: { lookUp: () => new Promise(() => {}), noteGivenUp: () => new Promise(() => {}) },
        deadline: startDeadline(kit.clock, timers, 10_000),
        deadLetter: write,
        recordDeadLetter: write,
        parking: { hold: write },
      } as unknown as Invocation
      const body = JSON.stringify(event)
      const delivery = { messageId: 'm', receiptHandle: 'h', body, receiveCount: 1, sentAt: 0, groupId: 'g' }
      const thrown = new PermanentError('BROKEN', 'no')
      const failing = fail(invocation, { delivery, message: fromEvent(event), earlier: undefined, thrown })
      endHandlers()
      // The last call: after it, the function answers, and Lambda may freeze it.
      endHandlers()
      expect(await failing).toMatchObject({ kind: 'failed', error: { cause: thrown } })
      expect(written).toEqual([])
    },
  )
})
