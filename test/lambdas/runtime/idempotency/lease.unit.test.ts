import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventOf } from '../../../../events/define-event.ts'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { type AmbiguousClaim, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { TransientError } from '../../../../lambdas/runtime/errors.ts'
import { type ConsumerKit, consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { eventually } from '../../../support/eventually.ts'

type OrderCreated = EventOf<typeof orderCreated>

let dynamo: TestDynamoDb
let next = 1
let clock: TestClock
let event: ReturnType<typeof orderCreatedEvent>
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  clock = new TestClock()
  event = orderCreatedEvent(next++)
  dynamo.faults.length = 0
})

interface Sent {
  readonly key: string
  readonly fence: number | undefined
}

/** A function that sends something outside, once it may. */
function mailer(
  options: { hold?: Promise<void>; fail?: Error; ambiguousClaim?: AmbiguousClaim; client?: DynamoDBClient } = {},
) {
  const { client = dynamo.client } = options
  const kit: ConsumerKit = consumerKit({ client }, clock, 7 * next++)
  const sent: Sent[] = []
  const declaration = defineConsumer({
    name: 'mailer',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'lease',
    ...(options.ambiguousClaim ? { ambiguousClaim: options.ambiguousClaim } : {}),
  })
  const send = async (_event: unknown, { idempotencyKey, fencingToken }: MessageContext) => {
    sent.push({ key: idempotencyKey, fence: fencingToken })
    await options.hold
    if (options.fail) throw options.fail
  }
  const handler = consumerHandler(declaration, kit.environment, { 'order.created': send })
  const lastOutcome = () => kit.outcomes.at(-1)?.[0]?.outcome
  return { kit, sent, lastOutcome, deliver: (receives = 1) => deliver(handler, [{ of: event, receives }]) }
}

/** The function that delivers never says anything again, as after a kill. */
const dieAfter = (calls: number) =>
  dynamo.faults.push(...Array<'pass'>(calls).fill('pass'), ...Array<'refuse'>(40).fill('refuse'))

/** A mailer whose claim is carried out, and no attempt of the SDK at it gets an answer. */
async function withoutAnswerToItsClaim() {
  // Clients limit how often they try again in all: a new one makes every attempt that it may.
  const client = dynamo.newClient()
  const attempts = await client.config.maxAttempts()
  dynamo.faults.splice(0, dynamo.faults.length, 'lose-answer', ...Array<'refuse'>(attempts - 1).fill('refuse'))
  const lost = mailer({ ambiguousClaim: 'dead-letter', client })
  expect(await lost.deliver()).toEqual([event.event_id])
  expect([lost.sent, lost.kit.deadLetters, dynamo.faults]).toEqual([[], [], []])
  client.destroy()
}

/** A batch of mails, each stating in the same row or in one of its own that it was sent. */
function stating(
  keyOf: (event: OrderCreated) => string | undefined,
  meanwhile: (key: string, position: number) => Promise<unknown> = async () => {},
) {
  const kit = consumerKit(dynamo, clock, 7 * next++)
  const events = Array.from({ length: 10 }, () => orderCreatedEvent(next++))
  const sent: string[] = []
  const declaration = defineConsumer({
    name: 'stating',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'lease',
  })
  const handler = consumerHandler(declaration, kit.environment, {
    'order.created': async (one, { effects, idempotencyKey }) => {
      sent.push(one.event_id)
      await meanwhile(
        idempotencyKey,
        events.findIndex(({ event_id }) => event_id === one.event_id),
      )
      const pk = keyOf(one)
      if (pk !== undefined) effects.put({ TableName: testTables.state, Item: { pk: { S: pk }, sk: { S: 'sent' } } })
    },
  })
  dynamo.calls.length = 0
  return {
    kit,
    events,
    sent,
    deliver: () =>
      deliver(
        handler,
        events.map((of) => ({ of })),
      ),
  }
}

const count = (operation: string) => dynamo.calls.filter((call) => call === operation).length

describe('the leases of a batch', () => {
  it('are completed in one transaction, with their effects', async () => {
    const allSent = Promise.withResolvers<void>()
    const batch = stating(
      ({ event_id }) => `mail#${event_id}`,
      () => {
        if (batch.sent.length === 10) allSent.resolve()
        return allSent.promise
      },
    )
    expect(await batch.deliver()).toEqual([])
    expect([count('UpdateItem'), count('TransactWriteItems')]).toEqual([10, 1])
    expect(batch.kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind)).toEqual(Array(10).fill('processed'))
  })

  it('are completed by a plain write each where there is nothing else to write', async () => {
    const batch = stating(() => undefined)
    expect(await batch.deliver()).toEqual([])
    expect(dynamo.calls).toEqual(Array(20).fill('UpdateItem'))
  })

  it('do nothing outside twice because two of them write the same row', async () => {
    const batch = stating(() => `hot#${next}`)
    expect(await batch.deliver()).toEqual([])
    expect(batch.sent.toSorted()).toEqual(batch.events.map(({ event_id }) => event_id).toSorted())
  })

  it('leave the others alone when one of them was overtaken', async () => {
    const overtaken = {
      state: { S: 'completed' },
      owner: { S: 'someone else' },
      fence: { N: '2' },
      expires_at: { N: String(clock.now() / 1000 + 900) },
    }
    const batch = stating(
      ({ event_id }) => `mail#${event_id}`,
      async (key, position) => {
        if (position !== 3) return
        const Item = { pk: { S: key }, ...overtaken }
        await dynamo.client.send(new PutItemCommand({ TableName: testTables.processed, Item }))
      },
    )
    expect(await batch.deliver()).toEqual([])
    const kinds = batch.kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind)
    expect(kinds).toEqual(batch.events.map((_, position) => (position === 3 ? 'duplicate' : 'processed')))
  })
})

describe('lease', () => {
  it('makes others wait until it ends, without counting that as a failure', async () => {
    let release = () => {}
    const first = mailer({
      hold: new Promise((resolve) => {
        release = resolve
      }),
    })
    const delivery = first.deliver()
    await eventually(() => expect(first.sent).toHaveLength(1))
    const second = mailer()
    expect(await second.deliver()).toEqual([event.event_id])
    const outcome = second.lastOutcome()
    expect(outcome).toMatchObject({ kind: 'deferred', error: { code: 'IN_PROGRESS_ELSEWHERE' } })
    // 10 s of the function, 5 s of clock skew, up to 5 s of jitter.
    expect((outcome as { delaySeconds: number }).delaySeconds).toBeGreaterThanOrEqual(15)
    expect((outcome as { delaySeconds: number }).delaySeconds).toBeLessThanOrEqual(20)
    expect(second.sent).toEqual([])
    release()
    expect(await delivery).toEqual([])
    expect(await second.deliver(2)).toEqual([])
    expect(second.lastOutcome()).toEqual({ kind: 'duplicate' })
  })

  it('is taken over once its function is certainly dead, with a larger fencing token and the same key', async () => {
    const first = mailer()
    dieAfter(1)
    await first.deliver()
    dynamo.faults.length = 0
    const second = mailer()
    clock.advance(14)
    expect(await second.deliver(2)).toEqual([event.event_id])
    clock.advance(2)
    expect(await second.deliver(3)).toEqual([])
    expect(first.sent).toEqual([{ key: `mailer#${event.event_id}`, fence: 1 }])
    expect(second.sent).toEqual([{ key: `mailer#${event.event_id}`, fence: 2 }])
  })

  it('does not let a holder complete that has been overtaken', async () => {
    let wakeUp = () => {}
    const sleeper = mailer({
      hold: new Promise((resolve) => {
        wakeUp = resolve
      }),
    })
    const delivery = sleeper.deliver()
    await eventually(() => expect(sleeper.sent).toHaveLength(1))
    clock.advance(16)
    const second = mailer()
    expect(await second.deliver(2)).toEqual([])
    wakeUp()
    expect(await delivery).toEqual([])
    expect(sleeper.lastOutcome()).toEqual({ kind: 'duplicate' })
  })

  it('goes to a person instead, where a vanished holder is declared to need one', async () => {
    dieAfter(1)
    await mailer({ ambiguousClaim: 'dead-letter' }).deliver()
    dynamo.faults.length = 0
    clock.advance(16)
    const second = mailer({ ambiguousClaim: 'dead-letter' })
    expect(await second.deliver(2)).toEqual([])
    expect(second.sent).toEqual([])
    expect(second.kit.deadLetters[0]?.attributes.error_type).toBe('PermanentError:AMBIGUOUS_CLAIM')
    // A person has looked and puts it back: that is an answer.
    const third = mailer({ ambiguousClaim: 'dead-letter' })
    expect(await third.deliver()).toEqual([])
    expect(third.sent).toHaveLength(1)
  })

  it('is not ambiguous when only the answer to the claim was lost', async () => {
    dynamo.faults.push('lose-answer')
    const first = mailer({ ambiguousClaim: 'dead-letter' })
    expect(await first.deliver()).toEqual([])
    expect(first.sent).toHaveLength(1)
    expect(first.kit.deadLetters).toEqual([])
  })

  it.each([1, 2, 3])(
    'stays ambiguous when %i takers lose the answer to their claim of a holder that vanished',
    async (takers) => {
      dieAfter(1)
      await mailer({ ambiguousClaim: 'dead-letter' }).deliver()
      for (let taker = 0; taker < takers; taker++) {
        clock.advance(16)
        await withoutAnswerToItsClaim()
      }
      // Nobody has to wait for the end of a lease under which nothing was done.
      const last = mailer({ ambiguousClaim: 'dead-letter' })
      await last.deliver(1)
      expect(last.sent).toEqual([])
      expect(last.kit.deadLetters[0]?.attributes.error_type).toBe('PermanentError:AMBIGUOUS_CLAIM')
    },
  )

  it('is free at once when the answer to a claim was lost for good, and nobody had vanished', async () => {
    await withoutAnswerToItsClaim()
    const second = mailer({ ambiguousClaim: 'dead-letter' })
    expect(await second.deliver(1)).toEqual([])
    expect(second.sent).toHaveLength(1)
  })

  it('is given back after an orderly failure: the next attempt need not wait for its end', async () => {
    const failing = mailer({ fail: new TransientError('SMTP', 'not now'), ambiguousClaim: 'dead-letter' })
    expect(await failing.deliver()).toEqual([event.event_id])
    const second = mailer({ ambiguousClaim: 'dead-letter' })
    expect(await second.deliver(2)).toEqual([])
    expect(second.sent).toHaveLength(1)
  })
})
