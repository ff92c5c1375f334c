import { randomUUID } from 'node:crypto'
import type { EmailInput } from './email-input.ts'

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
  /** Root of the trace id that Lambda gave the invocation which sent it, the same for no other; absent if no function sent it. */
  traceId?: string
}

export function toMail(input: EmailInput, now: number, traceId?: string): SentMail {
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
    ...(traceId !== undefined && { traceId }),
  }
}
