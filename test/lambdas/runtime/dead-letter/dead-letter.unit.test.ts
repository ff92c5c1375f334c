import { describe, expect, it } from 'vitest'
import { toDeadLetter } from '../../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { fingerprint } from '../../../../lambdas/runtime/dead-letter/fingerprint.ts'
import { lenientIds } from '../../../../lambdas/runtime/dead-letter/lenient-ids.ts'
import { toMessageAttributes } from '../../../../lambdas/runtime/dead-letter/message-attributes.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { fromEvent } from '../../../../lambdas/runtime/messages/message.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

const delivery = { messageId: 'm-1', receiptHandle: 'h', body: '{}', receiveCount: 1, sentAt: 0, groupId: undefined }
const history = { attempts: 2, firstFailedAt: 0, lastFailedAt: 1000 }
const letterOf = (error: Error, body = '{}') =>
  toDeadLetter('billing', { ...delivery, body }, fromEvent(orderCreatedEvent(1)), { error, ...history })

describe('fingerprint', () => {
  it.each([
    ['ids', 'Order ord_456 has no line', 'Order ord_a-7b has no line'],
    ['event ids', 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b is odd', 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4c is odd'],
    ['numbers', 'balance 10.50 is below 99', 'balance 7 is below 1200.1'],
    ['line numbers', 'failed at run (file:10:5)', 'failed at run (file:77:12)'],
    ['times', 'too late since 2026-04-28T10:30:00.000Z', 'too late since 2027-01-01T00:00:00Z'],
    ['quoted values', 'no product "Blue socks"', "no product 'Red socks'"],
    ['hashes', 'object 9f86d081884c7d65 is gone', 'object 2c26b46b68ffc68f is gone'],
  ])('does not depend on %s', (_, one, other) => {
    expect(fingerprint('Error', one)).toBe(fingerprint('Error', other))
  })

  it.each([
    ['the kind of error', ['PermanentError:A', 'no account'], ['PermanentError:B', 'no account']],
    ['what went wrong', ['Error', 'no account'], ['Error', 'no stock']],
    ['the kind of id', ['Error', 'ord_1 is missing'], ['Error', 'cust_1 is missing']],
    ['names in snake case', ['Error', 'first_name is empty'], ['Error', 'last_name is empty']],
  ])('depends on %s', (_, [type = '', message = ''], [otherType = '', otherMessage = '']) => {
    expect(fingerprint(type, message)).not.toBe(fingerprint(otherType, otherMessage))
  })
})

describe('message attributes of a dead letter', () => {
  it('are ten, the most that SQS takes', () => {
    expect(Object.keys(toMessageAttributes(letterOf(new PermanentError('BAD', 'never'))))).toHaveLength(10)
  })

  it('name the record of what has no id of its own: the queue gives the dead letter another message id', () => {
    const cause = { error: new PermanentError('BAD', 'never'), ...history }
    const letter = toDeadLetter('billing', { ...delivery, body: 'not json' }, undefined, cause)
    expect(toMessageAttributes(letter).event_id).toBe('m-1')
  })

  it('have no empty value and no character that SQS refuses', () => {
    const attributes = toMessageAttributes(letterOf(new Error('a\u0000b\uFFFEc\uD800d\te')))
    expect(attributes.error_message).toBe('a\uFFFDb\uFFFDc\uFFFDd\te')
    expect(toMessageAttributes(letterOf(new Error('')))).not.toHaveProperty('error_message')
  })

  it('leave room for the body, the message of the error first', () => {
    const sizeOf = (body: string) => {
      const attributes = toMessageAttributes(letterOf(new Error('x'.repeat(5000)), body))
      const size = Object.entries(attributes).reduce(
        (sum, [name, value]) => sum + name.length + value.length + 6,
        body.length,
      )
      return { attributes, size }
    }
    const nearlyFull = sizeOf('x'.repeat(1024 * 1024 - 700))
    expect(nearlyFull.size).toBeLessThanOrEqual(1024 * 1024)
    expect(nearlyFull.attributes).toHaveProperty('fingerprint')
    expect(nearlyFull.attributes).not.toHaveProperty('error_message')
    expect(sizeOf('x').attributes.error_message).toHaveLength(1000)
  })
})

describe('what a body that is no message still tells', () => {
  const envelope = { event_id: 'evt_1', event_type: 'order.lost', metadata: { correlation_id: 'req_1' } }

  it.each([
    ['bare', JSON.stringify(envelope)],
    ['from EventBridge', JSON.stringify({ 'detail-type': 'order.lost', detail: envelope })],
    ['from SNS', JSON.stringify({ Type: 'Notification', Message: JSON.stringify(envelope) })],
  ])('its ids, %s', (_, body) => {
    expect(lenientIds(body)).toMatchObject({ eventId: 'evt_1', eventType: 'order.lost', correlationId: 'req_1' })
  })

  it.each([
    'no json',
    'null',
    '[]',
    '3',
    '{"event_id":{"$ne":1}}',
    `{"event_id":"${'x'.repeat(500)}"}`,
    '{"metadata":7}',
  ])('nothing, and never an error: %s', (body) => {
    expect(lenientIds(body)).toEqual({
      eventId: undefined,
      eventType: undefined,
      aggregateId: undefined,
      correlationId: undefined,
      causationId: undefined,
    })
  })

  it('is kept under the message id where it has none of its own', () => {
    expect(toDeadLetter('billing', delivery, undefined, { error: new Error('x'), ...history }).id).toBe('m-1')
  })
})
