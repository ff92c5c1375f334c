import { z } from 'zod'
import { bounded, checkInput, optional } from '../endpoint/checked-input.ts'
import { ServiceError } from '../endpoint/service-error.ts'

const MAX_RECIPIENTS = 50
const BAD_REQUEST = 'BadRequestException'

const addresses = optional(z.array(z.string()))
const content = z.looseObject({ Data: z.string(), Charset: optional(z.string()) })

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html; other members have no effect here. */
const email = z.looseObject({
  FromEmailAddress: optional(z.string()),
  Destination: optional(z.looseObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })),
  ReplyToAddresses: addresses,
  Content: z.looseObject({
    Simple: optional(
      z.looseObject({
        Subject: content,
        Body: z.looseObject({ Text: optional(content), Html: optional(content) }),
      }),
    ),
    Raw: optional(z.looseObject({ Data: z.string() })),
  }),
  EmailTags: optional(
    z.array(z.looseObject({ Name: bounded(1, 256, /^[A-Za-z0-9_-]+$/), Value: bounded(1, 256, /^[A-Za-z0-9_.@-]+$/) })),
  ),
})

export type EmailInput = z.infer<typeof email>

/** The e-mail that a request describes. Throws what SES answers to one that it would not send. */
export function readEmail(input: unknown): EmailInput {
  const checked = checkInput(email, input, BAD_REQUEST)
  const { Simple, Raw } = checked.Content
  if (!Simple && !Raw) throw badRequest('Content must have Simple or Raw.')
  if (Simple && !checked.FromEmailAddress) throw badRequest('FromEmailAddress is missing.')
  const recipients = recipientsOf(checked)
  if (Simple && recipients.length === 0) throw badRequest('Destination has no address.')
  if (recipients.length > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`)
  const senders = checked.FromEmailAddress ? [checked.FromEmailAddress] : []
  for (const address of [...senders, ...recipients, ...(checked.ReplyToAddresses ?? [])]) checkAddress(address)
  return checked
}

/** The identity that a request names. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html */
export const readIdentity = (input: unknown): string =>
  checkInput(z.looseObject({ EmailIdentity: bounded(1, 320) }), input, BAD_REQUEST).EmailIdentity

function recipientsOf({ Destination }: EmailInput): string[] {
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = Destination ?? {}
  return [...ToAddresses, ...CcAddresses, ...BccAddresses]
}

/** An address, alone or behind a display name: only ASCII, with a local part and a domain. */
function checkAddress(text: string): void {
  const address = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text
  const at = address.lastIndexOf('@')
  if (at < 0 || at === address.length - 1) throw badRequest("Missing final '@domain'")
  if (!/^[!-~]+$/.test(address.slice(0, at))) throw badRequest('Local address contains control or whitespace')
  if (!/^[A-Za-z0-9.-]+$/.test(address.slice(at + 1))) throw badRequest('Domain contains illegal character')
}

const badRequest = (message: string) => new ServiceError(BAD_REQUEST, message)
