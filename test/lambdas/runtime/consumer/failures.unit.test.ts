import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { shardedKey } from '../../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { fromDeadLetterItem } from '../../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { DeferredError, PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { deliver } from '../../../support/consumer-kit.ts'
import { testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { declare, dynamo, event, failingWith, kit, nextNumber, setUpKit } from './failing-kit.ts'

setUpKit()

const lastOutcome = () => kit.outcomes.at(-1)?.[0]?.outcome

async function record(id = event.event_id) {
  const Key = { pk: { S: shardedKey('failing', id) }, sk: { S: id } }
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: testTables.deadLetters, Key }))
  return Item && fromDeadLetterItem(Item)
}

describe('a transient failure', () => {
  it('comes back after a jittered wait within a bound that doubles', async () => {
    const handler = failingWith(new TransientError('DOWN', 'not now'))
    const delays: number[] = []
    for (let receives = 1; receives <= 5; receives++) {
      expect(await deliver(handler, [{ of: event, receives }])).toEqual([event.event_id])
      delays.push(kit.postponed.at(-1)!.delaySeconds)
    }
    for (const [failures, delay] of delays.entries()) expect(delay).toBeLessThanOrEqual(2 ** failures)
    expect(new Set(delays).size).toBeGreaterThan(1)
  })

  it('is what every unknown error is, whatever was thrown', async () => {
    await deliver(failingWith(new RangeError('oops')), [{ of: event }])
    expect(lastOutcome()).toMatchObject({ kind: 'failed', error: { name: 'RangeError' } })
    await deliver(failingWith('a text'), [{ of: event }])
    expect(lastOutcome()).toMatchObject({ kind: 'failed', error: { message: 'a text' } })
  })

  it('waits at least as long as the error says', async () => {
    await deliver(failingWith(new TransientError('BUSY', 'later', { retryAfterSeconds: 120 })), [{ of: event }])
    expect(kit.postponed).toEqual([{ receiptHandle: `handle-${event.event_id}`, delaySeconds: 120 }])
  })

  it('is dead-lettered with its cause at its last attempt, and so are its times', async () => {
    const handler = failingWith(new TransientError('DOWN', 'not now, ord_77'), { retry: { maxAttempts: 3 } })
    for (let receives = 1; receives <= 3; receives++) {
      await deliver(handler, [{ of: event, receives }])
      kit.clock.advance(60)
    }
    expect(kit.deadLetters).toEqual([
      {
        body: JSON.stringify(event),
        groupId: undefined,
        deduplicationId: undefined,
        attributes: {
          error_type: 'TransientError:DOWN',
          error_message: 'not now, ord_77',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
          attempts: '3',
          first_failed_at: '2026-01-01T00:00:00.000Z',
          last_failed_at: '2026-01-01T00:02:00.000Z',
          consumer: 'failing',
          event_type: 'order.created',
          event_id: event.event_id,
          correlation_id: event.metadata.correlation_id,
        },
      },
    ])
    expect(await record()).toMatchObject({
      consumer: 'failing',
      status: 'dead',
      attempts: 3,
      deaths: 1,
      firstFailedAt: '2026-01-01T00:00:00.000Z',
      body: JSON.stringify(event),
      errorStack: expect.stringContaining('not now'),
    })
  })

  it('counts failures, not receives: waiting in between spends nothing', async () => {
    const handler = failingWith(new TransientError('DOWN', 'not now'), { retry: { maxAttempts: 3 } })
    await deliver(handler, [{ of: event, receives: 5 }])
    await deliver(handler, [{ of: event, receives: 11 }])
    expect(lastOutcome()).toMatchObject({ kind: 'failed' })
    expect(kit.outcomes.map(([first]) => first?.attempt)).toEqual([1, 2])
  })

  it('is told with the count that decides, also where no read looks it up', async () => {
    const versioned = { idempotency: 'versioned', retry: { maxAttempts: 3 } } as const
    const failing = failingWith(new TransientError('DOWN', 'not now'), versioned)
    const quiet = consumerHandler(declare(versioned), kit.environment, { 'order.created': () => {} })
    await deliver(failing, [{ of: event, receives: 2 }])
    await deliver(failing, [{ of: event, receives: 8 }])
    // Nobody has read how often it has failed: better no figure than a wrong one.
    dynamo.faults.push(() => ({ status: 400, body: { __type: 'ResourceNotFoundException' } }))
    await deliver(quiet, [{ of: event, receives: 9 }])
    await deliver(failing, [{ of: event, receives: 10 }])
    expect(kit.outcomes.map(([first]) => [first?.outcome.kind, first?.attempt])).toEqual([
      ['failed', 1],
      ['failed', 2],
      ['processed', undefined],
      ['dead-lettered', 3],
    ])
  })

  it('has all its attempts again when it comes back from the dead-letter queue', async () => {
    const handler = failingWith(new TransientError('DOWN', 'not now'), { retry: { maxAttempts: 2 } })
    for (const receives of [1, 2]) await deliver(handler, [{ of: event, receives }])
    expect(lastOutcome()).toMatchObject({ kind: 'dead-lettered' })
    await deliver(handler, [{ of: event, messageId: 'redriven' }])
    expect(lastOutcome()).toMatchObject({ kind: 'failed' })
    await deliver(handler, [{ of: event, messageId: 'redriven', receives: 2 }])
    expect(await record()).toMatchObject({ deaths: 2, attempts: 2 })
  })

  it('is never given up for an outage of the store itself', async () => {
    const handler = failingWith(new TransientError('DOWN', 'not now'), { retry: { maxAttempts: 1 } })
    dynamo.faults.push(...Array<'refuse'>(20).fill('refuse'))
    expect(await deliver(handler, [{ of: event }])).toEqual([event.event_id])
    expect(lastOutcome()).toMatchObject({ kind: 'failed' })
    expect(kit.deadLetters).toEqual([])
  })
})

describe('a permanent failure', () => {
  it.each([
    ['no JSON', 'not json', 'PermanentError:BODY_NOT_JSON'],
    ['no text', '', 'PermanentError:BODY_NOT_JSON'],
    ['no envelope', '{"a":1}', 'ContractError:ENVELOPE_INVALID'],
    ['null', 'null', 'ContractError:ENVELOPE_INVALID'],
    [
      'a time that does not exist',
      JSON.stringify({ ...orderCreatedEvent(1), timestamp: '2026-99-99T99:99:99.999Z' }),
      'ContractError:ENVELOPE_INVALID',
    ],
    [
      'an unknown type, a quarter of an hour after its time',
      JSON.stringify({ ...orderCreatedEvent(1), event_type: 'order.lost', timestamp: '2025-12-31T23:45:00.000Z' }),
      'ContractError:TYPE_UNKNOWN',
    ],
    [
      'a version newer than known, a quarter of an hour after its time',
      JSON.stringify({ ...orderCreatedEvent(1), version: 9, timestamp: '2025-12-31T23:45:00.000Z' }),
      'ContractError:VERSION_UNKNOWN',
    ],
    ['data against its schema', JSON.stringify({ ...orderCreatedEvent(1), data: {} }), 'ContractError:DATA_INVALID'],
  ])('goes to the dead-letter queue at once: %s', async (_, body, type) => {
    expect(await deliver(failingWith('unused'), [{ of: body, messageId: `m-${nextNumber()}` }])).toEqual([])
    expect(kit.deadLetters).toMatchObject([{ body, attributes: { error_type: type, attempts: '1' } }])
    expect(dynamo.calls).toEqual(['UpdateItem'])
  })

  it('by the handler goes there, too, and its neighbours are processed', async () => {
    const handler = consumerHandler(declare(), kit.environment, {
      'order.created': ({ event_id }) => {
        if (event_id === event.event_id) throw new PermanentError('NO_ACCOUNT', 'cust_789 has none')
      },
    })
    const other = orderCreatedEvent(nextNumber())
    expect(await deliver(handler, [{ of: event }, { of: other }])).toEqual([])
    expect(kit.outcomes[0]?.map(({ outcome }) => outcome.kind)).toEqual(['dead-lettered', 'processed'])
  })

  it('stays in its queue when the dead-letter queue does not take it', async () => {
    kit.queueFailures.deadLetter = new Error('SQS is down')
    const handler = failingWith(new PermanentError('BAD', 'never'))
    expect(await deliver(handler, [{ of: event }])).toEqual([event.event_id])
    expect(kit.deadLetters).toEqual([])
    expect(await deliver(handler, [{ of: event, receives: 2 }])).toEqual([])
    expect(kit.deadLetters).toHaveLength(1)
    expect(await record()).toMatchObject({ errorType: 'PermanentError:BAD' })
  })

  it.each(['store', 'downstream'] as const)(
    'that cannot be dead-lettered comes back as soon as what is away may be there again, with the preset "%s", too',
    async (retry) => {
      const handler = failingWith(new PermanentError('BAD', 'never'), { retry })
      for (const [index, bound] of [1, 3, 9, 27].entries()) {
        kit.queueFailures.deadLetter = new Error('SQS is down')
        await deliver(handler, [{ of: event, receives: index + 1 }])
        expect(kit.postponed.at(-1)?.delaySeconds).toBeGreaterThanOrEqual(bound / 2)
        expect(kit.postponed.at(-1)?.delaySeconds).toBeLessThanOrEqual(bound)
      }
      expect(kit.deadLetters).toEqual([])
    },
  )

  it('has died once, however often the dead-letter queue does not answer, and again when it was put back', async () => {
    const handler = failingWith(new PermanentError('BAD', 'never'))
    for (const receives of [1, 2, 3]) {
      kit.queueFailures.deadLetter = new Error('SQS is down')
      await deliver(handler, [{ of: event, receives }])
    }
    await deliver(handler, [{ of: event, receives: 4 }])
    expect(await record()).toMatchObject({ deaths: 1 })
    // Two copies at once, each given up in turn and again.
    kit.queueFailures.deadLetter = new Error('SQS is down')
    for (const messageId of ['copy', 'put-back', 'copy']) await deliver(handler, [{ of: event, messageId }])
    expect(await record()).toMatchObject({ deaths: 3 })
  })

  it('has died once when the answer of the record is lost', async () => {
    dynamo.faults.push('lose-answer')
    await deliver(failingWith(new PermanentError('BAD', 'never')), [{ of: event }])
    expect(await record()).toMatchObject({ deaths: 1 })
  })

  it('stays in its queue when its record cannot be kept', async () => {
    dynamo.faults.push(...Array<'refuse'>(20).fill('refuse'))
    expect(await deliver(failingWith(new PermanentError('BAD', 'never')), [{ of: event }])).toEqual([event.event_id])
    dynamo.faults.length = 0
    expect(await deliver(failingWith(new PermanentError('BAD', 'never')), [{ of: event, receives: 2 }])).toEqual([])
    expect(await record()).toMatchObject({ deaths: 1 })
  })
})

it('a failure that cannot be counted, however often its message has waited before, does not wait beyond the store', async () => {
  const { maxDeferralSeconds } = derivedLimits(declare())
  for (const receives of [8, 20, 100]) {
    dynamo.faults.push(...Array<'refuse'>(20).fill('refuse'))
    await deliver(failingWith(new RangeError('oops')), [{ of: event, receives }])
    dynamo.faults.length = 0
    expect(lastOutcome()).toMatchObject({ kind: 'failed' })
    expect(lastOutcome()).not.toHaveProperty('failures')
    expect(kit.postponed.at(-1)?.delaySeconds).toBeGreaterThanOrEqual(maxDeferralSeconds / 2)
    expect(kit.postponed.at(-1)?.delaySeconds).toBeLessThanOrEqual(maxDeferralSeconds)
  }
})

describe('a deferred message', () => {
  const deferred = new DeferredError('LATER', 'in progress', 42)

  it('comes back when it is said to, and spends no attempt', async () => {
    const handler = failingWith(deferred, { retry: { maxAttempts: 1 } })
    for (const receives of [1, 2, 3])
      expect(await deliver(handler, [{ of: event, receives }])).toEqual([event.event_id])
    expect(kit.postponed.map(({ delaySeconds }) => delaySeconds)).toEqual([42, 42, 42])
    expect(kit.deadLetters).toEqual([])
  })

  it.each(['versioned', 'unique-key'] as const)(
    'tells a handler without markers that it comes again, each time (%s)',
    async (idempotency) => {
      const attempts: number[] = []
      const handler = consumerHandler(declare({ idempotency }), kit.environment, {
        'order.created': (_event, { attempt }) => {
          attempts.push(attempt)
          throw new DeferredError('AWAY', 'not now')
        },
      })
      for (const receives of [1, 2, 3, 4]) await deliver(handler, [{ of: event, receives }])
      expect(attempts).toEqual([1, 2, 3, 4])
    },
  )

  it('is dead-lettered with its cause before the queue forgets it', async () => {
    const sentAt = kit.clock.now()
    kit.clock.advance(derivedLimits(declare()).retentionSeconds - 90)
    expect(await deliver(failingWith(deferred), [{ of: event, receives: 9, sentAt }])).toEqual([])
    expect(kit.deadLetters[0]?.attributes.error_type).toBe('DeferredError:LATER')
  })

  it('is dead-lettered with its cause before the queue moves it without one', async () => {
    const { maxReceiveCount } = derivedLimits(declare())
    const handler = failingWith(deferred)
    await deliver(handler, [{ of: event, receives: maxReceiveCount - 2 }])
    expect(kit.deadLetters).toEqual([])
    await deliver(handler, [{ of: event, receives: maxReceiveCount - 1 }])
    expect(kit.deadLetters[0]?.attributes.error_type).toBe('DeferredError:LATER')
  })
})
