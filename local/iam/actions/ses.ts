import type { RequestContext } from '../request.ts'
import { access, type Input, list, members, type Surroundings, text } from './action.ts'
import type { Route } from './rest.ts'

const arn = (resource: string, { region, accountId }: Surroundings) => `arn:aws:ses:${region}:${accountId}:${resource}`

/** The address in `Name <address>`. */
const addressIn = (from: string) => /<([^>]+)>\s*$/.exec(from)?.[1] ?? from

const texts = (value: unknown) => list(value).flatMap((one) => text(one) ?? [])

/** The identity that mail comes from, and the configuration set, where the request names one. */
function sendEmail(input: Input, surroundings: Surroundings) {
  const from = text(input.FromEmailAddress)
  if (from === undefined) return []
  const { ToAddresses, CcAddresses, BccAddresses } = members(input.Destination)
  const context: RequestContext = {
    'ses:apiversion': '2',
    'ses:fromaddress': addressIn(from),
    'ses:recipients': [ToAddresses, CcAddresses, BccAddresses].flatMap(texts).map(addressIn),
  }
  const configurationSet = text(input.ConfigurationSetName)
  return [
    access('ses:SendEmail', arn(`identity/${addressIn(from)}`, surroundings), context),
    ...(configurationSet === undefined
      ? []
      : [access('ses:SendEmail', arn(`configuration-set/${configurationSet}`, surroundings), context)]),
  ]
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html */
export const ses: readonly Route[] = [
  { method: 'POST', path: /^\/v2\/email\/outbound-emails$/, requires: sendEmail },
  {
    method: 'GET',
    path: /^\/v2\/email\/identities\/(?<Identity>[^/]+)$/,
    requires: ({ Identity }, surroundings) => [
      access('ses:GetEmailIdentity', arn(`identity/${Identity}`, surroundings)),
    ],
  },
  { method: 'GET', path: /^\/v2\/email\/account$/, requires: () => [access('ses:GetAccount', '*')] },
]
