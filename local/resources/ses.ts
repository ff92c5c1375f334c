import { z } from 'zod'
import { noEffect, text } from '../template/property-values.ts'
import { type ResourceType, resourceType } from './resource-type.ts'

/** An identity of the template is verified at once, as if its owner had followed the link. */
const emailIdentity = resourceType(
  z.strictObject({
    EmailIdentity: text,
    ConfigurationSetAttributes: noEffect,
    DkimAttributes: noEffect,
    DkimSigningAttributes: noEffect,
    FeedbackAttributes: noEffect,
    MailFromAttributes: noEffect,
    Tags: noEffect,
  }),
  ({ EmailIdentity }, _, { mail }) => {
    mail.verify(EmailIdentity)
    const dkim = [1, 2, 3].flatMap((number) => [
      [`DkimDNSTokenName${number}`, `local${number}._domainkey.${EmailIdentity}`],
      [`DkimDNSTokenValue${number}`, `local${number}.dkim.amazonses.com`],
    ])
    return { physicalId: EmailIdentity, attributes: { EmailIdentity, ...Object.fromEntries(dkim) } }
  },
  { replacedBy: ['EmailIdentity'] },
)

export const sesTypes: Record<string, ResourceType> = { 'AWS::SES::EmailIdentity': emailIdentity }
