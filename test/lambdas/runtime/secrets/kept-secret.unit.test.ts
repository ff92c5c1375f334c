import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { HeldError, UnavailableError } from '../../../../lambdas/runtime/errors.ts'
import { KeptSecret } from '../../../../lambdas/runtime/secrets/kept-secret.ts'
import type { Secret, SecretSchema } from '../../../../lambdas/runtime/secrets/secret.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { memorySecret } from '../../../../lambdas/runtime/testing/memory-secret.ts'
import { orderConfirmedEvent } from '../../../support/events.ts'
import { consumerHandlersOf, waitingConsumer } from './waiting-consumer.ts'

const NAME = 'EventPipeline/dev/billing/payment-provider'
const SECOND = 1000
const MINUTE = 60 * SECOND

const away = (name = 'ServiceUnavailable', httpStatusCode = 503) =>
  Object.assign(new Error('no answer'), { name, $metadata: { httpStatusCode } })
const denied = Object.assign(new Error('User: x is not authorized to perform: secretsmanager:GetSecretValue'), {
  name: 'AccessDeniedException',
  $metadata: { httpStatusCode: 400 },
})

/** A secret in front of a store that answers what `answers.next` says. */
function secretOver(first: string | Error, schema?: SecretSchema<unknown>) {
  let now = 0
  const store = { answer: first, reads: 0 }
  const readText = async () => {
    store.reads++
    if (store.answer instanceof Error) throw store.answer
    return store.answer
  }
  const secret: Secret<unknown> = new KeptSecret({ name: NAME, schema, readText, clock: { now: () => now } })
  return { secret, store, pass: (milliseconds: number) => (now += milliseconds) }
}

const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable('it did not fail'),
    (error: Error) => error,
  )

describe('the value of a secret', () => {
  it('is read with the first use, once for all who ask at the same time, and kept for five minutes', async () => {
    const { secret, store, pass } = secretOver('one')
    expect(store.reads).toBe(0)
    expect(await Promise.all([secret.value(), secret.value(), secret.value()])).toEqual(['one', 'one', 'one'])
    store.answer = 'two'
    pass(5 * MINUTE - 1)
    expect(await secret.value()).toBe('one')
    expect(store.reads).toBe(1)
    pass(1)
    expect(await Promise.all([secret.value(), secret.value()])).toEqual(['two', 'two'])
    expect(store.reads).toBe(2)
  })

  it('is read anew after the downstream has refused it, once for all whom it refuses', async () => {
    const { secret, store, pass } = secretOver('old')
    expect(await secret.value()).toBe('old')
    store.answer = 'new'
    pass(5 * SECOND)
    expect(await Promise.all([secret.insteadOf('old'), secret.insteadOf('old')])).toEqual(['new', 'new'])
    expect(store.reads).toBe(2)
    // Somebody who still had the old one.
    expect(await secret.insteadOf('old')).toBe('new')
    expect(await secret.value()).toBe('new')
    expect(store.reads).toBe(2)
  })

  it('costs a downstream that refuses everybody one read in five seconds', async () => {
    const { secret, store, pass } = secretOver('good')
    for (let second = 0; second < 60; second++) {
      for (let message = 0; message < 10; message++) expect(await secret.insteadOf('good')).toBe('good')
      pass(SECOND)
    }
    expect(store.reads).toBe(12)
  })

  it('serves for an hour while Secrets Manager is away, and is then unknown', async () => {
    const { secret, store, pass } = secretOver('one')
    await secret.value()
    for (const error of [away(), away('ThrottlingException', 400), away('TimeoutError', 0)]) {
      store.answer = error
      pass(5 * MINUTE)
      expect(await secret.value()).toBe('one')
    }
    pass(45 * MINUTE)
    expect(await failureOf(secret.value())).toMatchObject({ code: 'SECRET_UNAVAILABLE' })
    store.answer = 'one'
    pass(5 * SECOND)
    expect(await secret.value()).toBe('one')
  })

  it('does not serve once it may not be read any more', async () => {
    const { secret, store, pass } = secretOver('one')
    await secret.value()
    store.answer = denied
    pass(5 * MINUTE)
    expect(await failureOf(secret.value())).toMatchObject({ code: 'SECRET_REFUSED' })
  })

  it('that cannot be read is asked for again after five seconds, not by each message', async () => {
    const { secret, store, pass } = secretOver(denied)
    for (let message = 0; message < 100; message++) await failureOf(secret.value())
    expect(store.reads).toBe(1)
    store.answer = 'there now'
    pass(5 * SECOND)
    expect(await secret.value()).toBe('there now')
  })

  it('may be JSON, and is the same object as long as its text is the same', async () => {
    const schema = z.object({ key: z.string(), url: z.string() })
    const text = JSON.stringify({ key: 'k1', url: 'https://provider.example.com' })
    const { secret, store, pass } = secretOver(text, schema)
    const first = await secret.value()
    expect(first).toEqual({ key: 'k1', url: 'https://provider.example.com' })
    pass(5 * MINUTE)
    expect(await secret.value()).toBe(first)
    store.answer = text.replace('k1', 'k2')
    pass(5 * SECOND)
    expect(await secret.insteadOf(first)).toMatchObject({ key: 'k2' })
  })
})

describe('a secret that cannot be used', () => {
  it.each<[what: string, answer: string | Error, kind: typeof HeldError | typeof UnavailableError, message: string]>([
    [
      'is not there, or refused',
      denied,
      HeldError,
      `The secret ${NAME} cannot be read: it is not there, or may not be read (docs/secrets.md). AccessDeniedException: User: x is not authorized to perform: secretsmanager:GetSecretValue`,
    ],
    [
      'cannot be reached',
      away(),
      UnavailableError,
      `Secrets Manager does not give the secret ${NAME} now: ServiceUnavailable: no answer`,
    ],
    ['is no JSON', 'sk_live_1', HeldError, `The secret ${NAME} is not what the code expects: it is not JSON.`],
    [
      'lacks something',
      '{"key":5,"other":"sk_live_1"}',
      HeldError,
      `The secret ${NAME} is not what the code expects: wrong or missing is key, url.`,
    ],
  ])('%s: says so in one line', async (_, answer, kind, message) => {
    const { secret } = secretOver(answer, z.object({ key: z.string(), url: z.string() }))
    const error = await failureOf(secret.value())
    expect(error).toBeInstanceOf(kind)
    expect(error.message).toBe(message)
  })

  it('shows its value in no error', async () => {
    const parts = (error: unknown): string =>
      error instanceof Error
        ? `${error.name} ${error.message} ${error.stack} ${JSON.stringify(error)} ${parts(error.cause)}`
        : ''
    for (const text of ['sk_live_1', '["sk_live_1"]', '{"key":"sk_live_1"}', '{"url":"sk_live_1"', '"sk_live_1"']) {
      const { secret } = secretOver(text, z.strictObject({ key: z.literal('k'), url: z.string() }))
      expect(parts(await failureOf(secret.value()))).not.toContain('sk_live_1')
    }
  })
})

describe('a consumer whose secret cannot be read', () => {
  it('lets its messages wait, for days, without a dead letter, and handles them once it can', async () => {
    const key = memorySecret('k1')
    key.refuseWith(new HeldError('SECRET_REFUSED', 'The secret cannot be read.', 60))
    const sent: string[] = []
    const harness = consumerHarness(
      waitingConsumer,
      consumerHandlersOf(key, async (value) => void sent.push(value)),
    )
    const events = Array.from({ length: 20 }, (_, index) => orderConfirmedEvent(index + 1))
    for (const event of events) expect(await harness.deliver(event)).toMatchObject([{ kind: 'deferred' }])
    await harness.advance(2 * 86_400)
    expect(harness.deadLetters).toEqual([])
    expect(harness.waiting).toHaveLength(20)
    key.refuseWith(undefined)
    await harness.advance(86_400)
    expect(harness.waiting).toEqual([])
    expect(sent).toHaveLength(20)
  })

  it('is served with the new value where the downstream refuses the old one', async () => {
    const key = memorySecret('old')
    const sent: string[] = []
    const send = async (value: string) => {
      if (value === 'old') throw Object.assign(new Error('401'), { status: 401 })
      sent.push(value)
    }
    const harness = consumerHarness(waitingConsumer, consumerHandlersOf(key, send))
    key.rotate('new')
    expect(await harness.deliver(orderConfirmedEvent(1))).toMatchObject([{ kind: 'processed' }])
    expect(sent).toEqual(['new'])
  })
})
