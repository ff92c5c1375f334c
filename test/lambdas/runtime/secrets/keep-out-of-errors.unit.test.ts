import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { UnavailableError } from '../../../../lambdas/runtime/errors.ts'
import { KeptSecret } from '../../../../lambdas/runtime/secrets/kept-secret.ts'
import type { Secret } from '../../../../lambdas/runtime/secrets/secret.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { toError } from '../../../../lambdas/runtime/to-error.ts'
import { orderConfirmedEvent } from '../../../support/events.ts'
import { consumerHandlersOf, waitingConsumer } from './waiting-consumer.ts'

const secretOf = (text: string): Secret =>
  new KeptSecret<string>({ name: 'a', schema: undefined, readText: async () => text, clock: { now: () => 0 } })

const textsOf = (error: Error): string =>
  `${error.message} ${error.stack} ${error.cause instanceof Error ? textsOf(error.cause) : ''}`

describe('an error', () => {
  it('of a library that quotes the header does not take a key with a line break into the outcome', async () => {
    const key = 'sk_live_line1\nsk_live_line2'
    const send = async (value: string) => void new Headers({ authorization: `Bearer ${value}` })
    const harness = consumerHarness(waitingConsumer, consumerHandlersOf(secretOf(key), send))
    const [outcome] = await harness.deliver(orderConfirmedEvent(1))
    const { error } = outcome as { error: Error }
    expect(error.message).toContain('"Bearer [secret]" is an invalid header value')
    expect(textsOf(error)).not.toContain('sk_live')
  })

  it('has neither the text of a secret nor those in its JSON, nor have its causes', async () => {
    const text = JSON.stringify({ key: 'sk_json_12345', nested: [{ password: 'pass/word 1' }] })
    const schema = z.object({ key: z.string() })
    await new KeptSecret({ name: 'b', schema, readText: async () => text, clock: { now: () => 0 } }).value()
    const cause = new TypeError(`Failed to parse ftp://x?p=${encodeURIComponent('pass/word 1')}`)
    const error = toError(new UnavailableError('AWAY', `No answer with sk_json_12345: ${text}`, { cause }))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toBe('No answer with [secret]: [secret]')
    expect(textsOf(error)).not.toMatch(/sk_json|pass/)
    expect(cause.message).toBe('Failed to parse ftp://x?p=[secret]')
  })

  it('is left as it is where a value is so short that it is in any text', async () => {
    await secretOf('order').value()
    const thrown = new Error('no such order')
    expect(toError(thrown)).toBe(thrown)
    expect(thrown.message).toBe('no such order')
  })
})
