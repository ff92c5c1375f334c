import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { type AmbiguousClaim, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { type ConsumerKit, consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { timesOf, wayFixtures } from './fixtures.ts'

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
})

/** What becomes of a call: it is made, or fails with this, or is never answered. */
type Fate = 'made' | 'unanswered' | Error

const sdkError = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error(name), { name, $metadata: { attempts: 1, ...(httpStatusCode && { httpStatusCode }) } })
const denied = sdkError('AccessDeniedException', 400)
const noAnswer = sdkError('TimeoutError')

interface Options {
  readonly ambiguousClaim?: AmbiguousClaim
  readonly step?: () => Promise<unknown>
  /** Handlers have no more time once this step has begun, and it never ends. */
  readonly isStepCutOff?: boolean
  /** Of the commit, from now on. */
  commit?: Fate
  /** Of each write of the lease after the claim. */
  afterClaim?: Fate
  readonly remainingMs?: number
}

/** A function that mails in a step, and commits an effect behind it. */
function mailer(options: Options = {}) {
  let mails = 0
  let isClaimed = false
  const calls: string[] = []
  const client = {
    send(command: { constructor: { name: string } }, ...rest: unknown[]) {
      const operation = command.constructor.name.replace(/Command$/, '')
      calls.push(operation)
      const isClaim = operation === 'UpdateItem' && !isClaimed
      if (isClaim) isClaimed = true
      const fate = operation === 'TransactWriteItems' ? options.commit : isClaim ? 'made' : options.afterClaim
      if (fate === 'unanswered') return new Promise(() => {})
      if (fate instanceof Error) return Promise.reject(fate)
      return (dynamo.client.send as (...all: unknown[]) => unknown)(command, ...rest)
    },
  } as unknown as DynamoDBClient
  const kit = consumerKit({ client }, clock, 7 * next++)
  const { ambiguousClaim = 'retry' } = options
  const declaration = defineConsumer({
    name: 'stepping',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'lease',
    ambiguousClaim,
    retry: 'downstream',
  })
  const { handle } = wayFixtures.find(({ idempotency }) => idempotency === 'lease')!
  const handler = consumerHandler(declaration, kit.environment, {
    'order.created': async (one, context) => {
      await context.step('mail', async () => {
        mails++
        if (options.isStepCutOff) await cutOff(kit)
        await options.step?.()
      })
      await handle(one, context, kit)
    },
  })
  return {
    kit,
    calls,
    declaration,
    options,
    mails: () => mails,
    lastOutcome: () => kit.outcomes.at(-1)?.[0]?.outcome,
    deliver(receives = 1) {
      isClaimed = false
      calls.length = 0
      return deliver(handler, [{ of: event, receives }], options.remainingMs)
    },
  }
}

/** Goes on for ever, and handlers have no more time. */
function cutOff({ endHandlers }: ConsumerKit): Promise<never> {
  setImmediate(endHandlers)
  return new Promise(() => {})
}

/** Ends a lease whose holder is gone. */
const pastTheLease = () => clock.advance(16)

async function leaseRecord() {
  const Key = { pk: { S: `stepping#${event.event_id}` } }
  return (await dynamo.client.send(new GetItemCommand({ TableName: 'processed', Key, ConsistentRead: true }))).Item
}

describe('an effect outside that was done in a step', () => {
  it('costs no call more than one outside of a step, as long as nothing fails', async () => {
    const healthy = mailer()
    await healthy.deliver()
    expect(healthy.calls).toEqual(['UpdateItem', 'TransactWriteItems'])
  })

  it('is not repeated while the commit behind it is refused, until the message is given up, nor after that', async () => {
    const refused = mailer({ commit: denied })
    for (let receives = 1; receives <= 40; receives++) await refused.deliver(receives)
    expect(refused.lastOutcome()?.kind).toBe('dead-lettered')
    expect(refused.mails()).toBe(1)
    // Somebody has mended the permission, and redrives.
    refused.options.commit = 'made'
    expect(await refused.deliver()).toEqual([])
    expect(refused.lastOutcome()?.kind).toBe('processed')
    expect([refused.mails(), await timesOf(dynamo, event)]).toEqual([1, 1])
  })

  it('is not repeated after a commit that got no answer: the lease runs out, and the steps are there', async () => {
    const first = mailer({ commit: noAnswer })
    expect(await first.deliver()).toEqual([event.event_id])
    const second = mailer()
    expect(await second.deliver(2), 'the commit may still arrive').toEqual([event.event_id])
    expect(second.lastOutcome()?.kind).toBe('deferred')
    pastTheLease()
    expect(await second.deliver(3)).toEqual([])
    expect([first.mails(), second.mails(), await timesOf(dynamo, event)]).toEqual([1, 0, 1])
  })

  it('is put on record beside a commit that hangs, before its function ends', async () => {
    const hanging = mailer({ commit: 'unanswered', remainingMs: 900 })
    expect(await hanging.deliver()).toEqual([event.event_id])
    pastTheLease()
    const second = mailer()
    expect(await second.deliver(2)).toEqual([])
    expect([hanging.mails(), second.mails()]).toEqual([1, 0])
  })

  it('is put on record by a handler that fails after it, and by one that is cut off after it', async () => {
    let isFirst = true
    const declaration = defineConsumer({
      name: 'stepping',
      subscribesTo: [orderCreated],
      delivery: 'effectively-once',
      idempotency: 'lease',
    })
    const done: string[] = []
    const kit = consumerKit(dynamo, clock, 7 * next++)
    const run = (then: () => Promise<void>) =>
      deliver(
        consumerHandler(declaration, kit.environment, {
          'order.created': async (_one, { step }) => {
            await step('book', async () => void done.push('book'))
            if (isFirst) await then()
            await step('mail', async () => void done.push('mail'))
          },
        }),
        [{ of: event }],
      )
    await run(() => Promise.reject(new Error('a bug')))
    expect(kit.outcomes.at(-1)?.[0]?.outcome.kind).toBe('failed')
    await run(() => cutOff(kit))
    expect(kit.outcomes.at(-1)?.[0]?.outcome).toMatchObject({ error: { code: 'HANDLER_TIMEOUT' } })
    pastTheLease()
    isFirst = false
    expect(await run(async () => {})).toEqual([])
    expect(done).toEqual(['book', 'mail'])
  })

  it('is repeated where the record could not be written either', async () => {
    const first = mailer({ commit: denied, afterClaim: noAnswer })
    await first.deliver()
    pastTheLease()
    const second = mailer()
    await second.deliver(2)
    expect([first.mails(), second.mails()]).toEqual([1, 1])
  })

  it('leaves nothing on record once the message is completed', async () => {
    const one = mailer({ commit: denied })
    await one.deliver()
    expect((await leaseRecord())?.steps?.S).toBe('[["mail",null]]')
    one.options.commit = 'made'
    await one.deliver(2)
    expect(Object.keys((await leaseRecord())!)).not.toContain('steps')
  })

  it('is forgotten when the record of the message has expired', async () => {
    const one = mailer({ commit: denied })
    await one.deliver()
    clock.advance(derivedLimits(one.declaration).dedupTtlSeconds + 1)
    // It begins anew and dies at once: what it leaves behind must not bring the old steps back.
    await mailer({ step: () => Promise.reject(new Error('refused')), afterClaim: noAnswer }).deliver()
    pastTheLease()
    const again = mailer()
    expect(await again.deliver(2)).toEqual([])
    expect(again.mails()).toBe(1)
  })
})

describe('where a person is to decide what may have happened (ambiguousClaim: dead-letter)', () => {
  it('a refused commit is tried again, because it is known what has happened', async () => {
    const one = mailer({ ambiguousClaim: 'dead-letter', commit: denied })
    expect(await one.deliver()).toEqual([event.event_id])
    one.options.commit = 'made'
    expect(await one.deliver(2)).toEqual([])
    expect([one.mails(), one.kit.deadLetters]).toEqual([1, []])
  })

  it('a vanished holder whose handler had returned needs nobody', async () => {
    const one = mailer({ ambiguousClaim: 'dead-letter', commit: noAnswer })
    await one.deliver()
    pastTheLease()
    one.options.commit = 'made'
    expect(await one.deliver(2)).toEqual([])
    expect([one.mails(), one.kit.deadLetters]).toEqual([1, []])
  })

  it.each<[string, Options]>([
    ['a commit that is refused and cannot be put on record', { commit: denied, afterClaim: noAnswer }],
    ['a step that was cut off under way', { isStepCutOff: true }],
  ])('%s needs one', async (_what, options) => {
    const first = mailer({ ambiguousClaim: 'dead-letter', ...options })
    await first.deliver()
    pastTheLease()
    const second = mailer({ ambiguousClaim: 'dead-letter' })
    await second.deliver(2)
    expect(second.mails()).toBe(0)
    expect([...first.kit.deadLetters, ...second.kit.deadLetters][0]?.attributes.error_type).toBe(
      'PermanentError:AMBIGUOUS_CLAIM',
    )
  })
})

it('a consumer without a lease has no steps, and is told so before anything is done', async () => {
  const kit = consumerKit(dynamo, clock, 7 * next++)
  const declaration = defineConsumer({
    name: 'without-lease',
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency: 'atomic',
  })
  let calls = 0
  const handler = consumerHandler(declaration, kit.environment, {
    'order.created': (_one, { step }) => step('mail', async () => void calls++),
  })
  await deliver(handler, [{ of: event }])
  expect(kit.deadLetters[0]?.attributes.error_type).toBe('PermanentError:STEP_NOT_RECORDED')
  expect(calls).toBe(0)
})
