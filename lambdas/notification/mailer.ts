import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { clientSettings } from '../runtime/aws/clients.ts'
import { PermanentError, TransientError } from '../runtime/errors.ts'
import type { Mail } from './mail.ts'

export interface Dispatch {
  readonly to: string
  readonly mail: Mail
  /** The same on every attempt for the same event: tells a repeated e-mail from a second one. */
  readonly idempotencyKey: string
  readonly signal: AbortSignal
}

/** @throws {PermanentError} `MAIL_REJECTED` for what SES will never send, {@link TransientError} for everything else. */
export type SendMail = (dispatch: Dispatch) => Promise<void>

/** What SES says about this one message, whenever it is asked again. */
const rejections = new Set(['MessageRejected', 'BadRequestException'])

export const sesMailer =
  (from: string, ses = new SESv2Client(clientSettings)): SendMail =>
  async ({ to, mail, idempotencyKey, signal }) => {
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
      await ses.send(command, { abortSignal: signal })
    } catch (cause) {
      const { name, message } = cause instanceof Error ? cause : new Error(String(cause))
      if (rejections.has(name))
        throw new PermanentError('MAIL_REJECTED', `SES refuses the e-mail: ${message}`, { cause })
      throw new TransientError('MAIL_UNAVAILABLE', `SES did not take the e-mail: ${name}: ${message}`, { cause })
    }
  }
