import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { describe, expect, it } from 'vitest'
import { orderConfirmed } from '../../../../events/order.ts'
import { writeMail } from '../../../../lambdas/notification/mail.ts'
import { oneShotClientSettings } from '../../../../lambdas/runtime/aws/clients.ts'
import { PipelineError } from '../../../../lambdas/runtime/errors.ts'
import { sesMailer } from '../../../../lambdas/runtime/mail/ses-mailer.ts'
import { eventOf } from '../../../support/messages.ts'

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

  const notVerified =
    'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ada@example.com'

  it.each([
    ['MessageRejected', 'Spam', 400, 'PermanentError', 'MAIL_REJECTED'],
    ['BadRequestException', 'Illegal address', 400, 'PermanentError', 'MAIL_REJECTED'],
    ['MessageRejected', notVerified, 400, 'UnavailableError', 'MAIL_ACCOUNT_NOT_READY'],
    ['MailFromDomainNotVerifiedException', 'no', 400, 'UnavailableError', 'MAIL_ACCOUNT_NOT_READY'],
    ['AccountSuspendedException', 'no', 400, 'UnavailableError', 'MAIL_ACCOUNT_NOT_READY'],
    ['SendingPausedException', 'no', 400, 'UnavailableError', 'MAIL_ACCOUNT_NOT_READY'],
    ['LimitExceededException', 'Daily message quota exceeded.', 400, 'UnavailableError', 'MAIL_ACCOUNT_NOT_READY'],
    ['TooManyRequestsException', 'Maximum sending rate', 429, 'UnavailableError', 'MAIL_ACCOUNT_NOT_READY'],
    ['NotFoundException', 'Configuration set', 404, 'UnavailableError', 'MAIL_ACCOUNT_NOT_READY'],
    ['ThrottlingException', 'Rate exceeded', 400, 'UnavailableError', 'MAIL_UNAVAILABLE'],
    ['AccessDeniedException', 'not authorized', 403, 'TransientError', 'MAIL_REFUSED'],
    ['InternalFailure', 'oops', 500, 'TransientError', 'MAIL_OUTCOME_UNKNOWN'],
    ['TimeoutError', 'no answer', undefined, 'TransientError', 'MAIL_OUTCOME_UNKNOWN'],
    ['AbortError', 'aborted', undefined, 'TransientError', 'MAIL_OUTCOME_UNKNOWN'],
  ])('takes %s "%s" (%s) for a %s %s', async (name, message, httpStatusCode, expected, code) => {
    const failing = ses(Object.assign(new Error(message), { name, $metadata: { httpStatusCode } }))
    await expect(failing.mailer(dispatch)).rejects.toMatchObject({ name: expected, code })
  })

  it('knows that nothing was sent where no connection came about', async () => {
    const failing = ses(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
    await expect(failing.mailer(dispatch)).rejects.toMatchObject({ code: 'MAIL_UNAVAILABLE' })
  })
})

/** SES as it is over HTTP, which counts what it takes. */
async function startSes(answer: (response: ServerResponse) => void) {
  let accepted = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      accepted++
      answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = new SESv2Client({
    ...oneShotClientSettings,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  return {
    mailer: sesMailer('shop@example.com', client),
    accepted: () => accepted,
    close: () => {
      client.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('a request to SES', () => {
  it.each([
    ['whose connection breaks', (response: ServerResponse) => void response.destroy()],
    ['that SES fails', (response: ServerResponse) => void response.writeHead(500).end()],
    ['that is throttled', (response: ServerResponse) => void response.writeHead(429).end()],
  ])('%s is made once: who asks again is the runtime, which counts', async (_, answer) => {
    const ses = await startSes(answer)
    await expect(ses.mailer({ ...dispatch, timeoutMs: 60_000 })).rejects.toBeInstanceOf(PipelineError)
    expect(ses.accepted()).toBe(1)
    ses.close()
  })

  it('without an answer is made once, until its signal ends it', async () => {
    const ended = new AbortController()
    const silent = await startSes(() => ended.abort())
    await expect(silent.mailer({ ...dispatch, signal: ended.signal })).rejects.toBeInstanceOf(PipelineError)
    expect(silent.accepted()).toBe(1)
    silent.close()
  })

  it('ends with its own time, too', async () => {
    const silent = await startSes(() => {})
    const sent = silent.mailer({ ...dispatch, timeoutMs: 100 })
    await expect(sent).rejects.toMatchObject({ code: 'MAIL_OUTCOME_UNKNOWN' })
    // On a busy machine the time may be over before the request has arrived.
    expect(silent.accepted()).toBeLessThanOrEqual(1)
    silent.close()
  })

  it('has no limit of its own below the time that the handler gives it', () => {
    expect(oneShotClientSettings.requestHandler).not.toHaveProperty('requestTimeout')
    expect(oneShotClientSettings.maxAttempts).toBe(1)
  })
})
