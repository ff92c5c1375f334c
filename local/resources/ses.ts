import { z } from 'zod'
import { inertType, type ResourceType } from './resource-type.ts'
import { noEffect, text } from './values.ts'

/** Every identity is verified: mail goes into the local mailbox, whatever its sender. */
const emailIdentity = inertType(
  z.strictObject({
    EmailIdentity: text,
    ConfigurationSetAttributes: noEffect,
    DkimAttributes: noEffect,
    DkimSigningAttributes: noEffect,
    FeedbackAttributes: noEffect,
    MailFromAttributes: noEffect,
    Tags: noEffect,
  }),
  ({ EmailIdentity }) => {
    const dkim = [1, 2, 3].flatMap((number) => [
      [`DkimDNSTokenName${number}`, `local${number}._domainkey.${EmailIdentity}`],
      [`DkimDNSTokenValue${number}`, `local${number}.dkim.amazonses.com`],
    ])
    return { physicalId: EmailIdentity, attributes: { EmailIdentity, ...Object.fromEntries(dkim) } }
  },
  { replacedBy: ['EmailIdentity'] },
)

export const sesTypes: Record<string, ResourceType> = { 'AWS::SES::EmailIdentity': emailIdentity }
