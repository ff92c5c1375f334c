import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { restJsonService } from '../endpoint/rest-json-protocol.ts'
import type { Clock, ServiceHandler } from '../ports.ts'
import { type EmailInput, readEmail } from './email-input.ts'

/** One e-mail as it was handed to SES. */
export interface SentMail {
  messageId: string
  /** ISO 8601. */
  sentAt: string
  from: string
  to: string[]
  cc: string[]
  bcc: string[]
  replyTo: string[]
  subject?: string
  text?: string
  html?: string
  /** MIME message, for mail that was sent raw. */
  raw?: string
  tags: Record<string, string>
}

export interface LocalMail {
  /** Scope `ses`: the v2 API. */
  handle: ServiceHandler
  /** Everything sent, oldest first. */
  mailbox(): SentMail[]
}

/** SES that delivers to nobody: every mail is in the mailbox, which `<dataDir>/mailbox.jsonl` keeps. */
export function startMail(options: { dataDir?: string; clock?: Clock }): LocalMail {
  const { dataDir, clock = { now: Date.now } } = options
  const file = dataDir && join(dataDir, 'mailbox.jsonl')
  if (dataDir) mkdirSync(dataDir, { recursive: true })
  const mails = file && existsSync(file) ? readLines(file) : []
  // Ends a line that a crash cut off, so that the next mail begins one of its own.
  if (file && mails.length > 0) appendFileSync(file, '\n')

  const send = (input: unknown) => {
    const mail = toMail(readEmail(input), clock.now())
    if (file) appendFileSync(file, `${JSON.stringify(mail)}\n`)
    mails.push(mail)
    return { MessageId: mail.messageId }
  }
  const handle = restJsonService('SES', [
    { method: 'POST', path: '/v2/email/outbound-emails', handle: send },
    {
      method: 'GET',
      path: '/v2/email/identities/{EmailIdentity}',
      handle: () => ({ VerifiedForSendingStatus: true, VerificationStatus: 'SUCCESS', FeedbackForwardingStatus: true }),
    },
    {
      method: 'GET',
      path: '/v2/email/account',
      handle: () => ({ SendingEnabled: true, ProductionAccessEnabled: true, EnforcementStatus: 'HEALTHY' }),
    },
  ])
  return { handle, mailbox: () => [...mails] }
}

function toMail(input: EmailInput, now: number): SentMail {
  const { Simple, Raw } = input.Content
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = input.Destination ?? {}
  const subject = Simple?.Subject?.Data
  const text = Simple?.Body?.Text?.Data
  const html = Simple?.Body?.Html?.Data
  return {
    messageId: randomUUID(),
    sentAt: new Date(now).toISOString(),
    from: input.FromEmailAddress ?? '',
    to: ToAddresses,
    cc: CcAddresses,
    bcc: BccAddresses,
    replyTo: input.ReplyToAddresses ?? [],
    ...(subject !== undefined && { subject }),
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    ...(Raw?.Data !== undefined && { raw: Buffer.from(Raw.Data, 'base64').toString('utf8') }),
    tags: Object.fromEntries((input.EmailTags ?? []).map(({ Name, Value }) => [Name, Value])),
  }
}

/** A line cut off by a crash was never acknowledged. */
function readLines(file: string): SentMail[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line ? [JSON.parse(line) as SentMail] : []
      } catch {
        return []
      }
    })
}
