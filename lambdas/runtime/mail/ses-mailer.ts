import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { oneShotClientSettings } from '../aws/clients.ts'
import { quickToCopy } from '../aws/quick-to-copy.ts'
import { toMailError } from './mail-errors.ts'

interface Mail {
  /** Kind of mail, as a tag of SES: letters, digits, `_` and `-`. */
  readonly template: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface Dispatch {
  readonly to: string
  readonly mail: Mail
  /** The same on every attempt for the same event: tells a repeated e-mail from a second one. */
  readonly idempotencyKey: string
  readonly signal: AbortSignal
  /** How long an answer is waited for; SES knows no idempotency key, so a second request is a second mail. Default: until the signal. */
  readonly timeoutMs?: number
}

/** Makes one request to SES, which only a function that declares `uses: { email }` may do. @throws see {@link toMailError}. */
export type SendMail = (dispatch: Dispatch) => Promise<void>

export const sesMailer =
  (from: string, ses = quickToCopy(new SESv2Client(oneShotClientSettings))): SendMail =>
  async ({ to, mail, idempotencyKey, signal, timeoutMs }) => {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' })
    const command = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: utf8(mail.subject),
          Body: { Text: utf8(mail.text), Html: utf8(mail.html) },
          Headers: [{ Name: 'X-Idempotency-Key', Value: idempotencyKey }],
        },
      },
      EmailTags: [
        { Name: 'template', Value: mail.template },
        // A tag's value takes letters, digits, _ and - only.
        { Name: 'idempotency_key', Value: idempotencyKey.replaceAll(/[^A-Za-z0-9_-]/g, '_') },
      ],
    })
    try {
      const patience = timeoutMs === undefined ? {} : { requestTimeout: timeoutMs }
      await ses.send(command, { abortSignal: signal, ...patience })
    } catch (error) {
      throw toMailError(error)
    }
  }
