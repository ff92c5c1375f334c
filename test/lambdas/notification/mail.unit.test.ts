import { describe, expect, it } from 'vitest'
import { orderCancelled, orderConfirmed, orderCreated } from '../../../events/order.ts'
import { writeMail } from '../../../lambdas/notification/mail.ts'
import { eventOf } from '../../support/messages.ts'

const hostile = '<script>alert("1")</script> & \'co\''

describe('e-mail about an order', () => {
  it('lists what was ordered', () => {
    const mail = writeMail(eventOf(orderCreated), 'Ada')
    expect(mail).toMatchObject({ template: 'order_created', subject: 'We have your order ord_456' })
    expect(mail.text).toContain('Hello Ada,')
    expect(mail.text).toContain('2 × prod_1 at 29.99 USD')
    expect(mail.text).toContain('Total: 59.98 USD.')
    expect(mail.html).toContain('<p>Hello Ada,</p>')
  })

  it('says that it is confirmed', () => {
    const mail = writeMail(eventOf(orderConfirmed), 'Ada')
    expect(mail).toMatchObject({ template: 'order_confirmed', subject: 'Your order ord_456 is confirmed' })
    expect(mail.text).toContain('59.98 USD is paid')
  })

  it.each([
    ['customer_request', 'You asked us'],
    ['payment_failed', 'could not charge'],
    ['out_of_stock', 'in stock'],
    ['deadline_passed', 'in time'],
  ] as const)('says why it is cancelled: %s', (code, words) => {
    const mail = writeMail(eventOf(orderCancelled, { reason: { code } }), 'Ada')
    expect(mail).toMatchObject({ template: 'order_cancelled', subject: 'Your order ord_456 is cancelled' })
    expect(mail.text).toContain(words)
  })

  it('has no markup but its own', () => {
    const { html, text } = writeMail(eventOf(orderConfirmed), hostile)
    expect(html).toContain('Hello &#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;co&#39;,')
    expect(html).not.toContain('<script')
    expect(text).toContain(hostile)
  })
})
