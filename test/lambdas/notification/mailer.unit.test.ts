import type { SESv2Client } from '@aws-sdk/client-sesv2'
import { describe, expect, it } from 'vitest'
import { orderConfirmed } from '../../../events/order.ts'
import { writeMail } from '../../../lambdas/notification/mail.ts'
import { sesMailer } from '../../../lambdas/notification/mailer.ts'
import { eventOf } from '../../support/messages.ts'

const mail = writeMail(eventOf(orderConfirmed), 'Ada')
const { signal } = new AbortController()
const dispatch = { to: 'ada@example.com', mail, idempotencyKey: 'notification#evt_1', signal }

function ses(fail?: Error) {
  const sent: Record<string, unknown>[] = []
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    sent.push(input)
    if (fail) throw fail
  }
  return { sent, mailer: sesMailer('shop@example.com', { send } as unknown as SESv2Client) }
}

describe('sending through SES', () => {
  it('sends text and HTML to one person, marked with the idempotency key', async () => {
    const { sent, mailer } = ses()
    await mailer(dispatch)
    expect(sent).toMatchObject([
      {
        FromEmailAddress: 'shop@example.com',
        Destination: { ToAddresses: ['ada@example.com'] },
        Content: {
          Simple: {
            Subject: { Data: mail.subject },
            Body: { Text: { Data: mail.text }, Html: { Data: mail.html } },
            Headers: [{ Name: 'X-Idempotency-Key', Value: 'notification#evt_1' }],
          },
        },
        EmailTags: [
          { Name: 'template', Value: 'order_confirmed' },
          { Name: 'idempotency_key', Value: 'notification_evt_1' },
        ],
      },
    ])
  })

  it.each([
    ['MessageRejected', 'PermanentError'],
    ['BadRequestException', 'PermanentError'],
    ['TooManyRequestsException', 'TransientError'],
    ['SendingPausedException', 'TransientError'],
    ['TimeoutError', 'TransientError'],
  ])('takes %s for a %s', async (name, expected) => {
    const failing = ses(Object.assign(new Error('no'), { name }))
    await expect(failing.mailer(dispatch)).rejects.toMatchObject({ name: expected })
  })
})
