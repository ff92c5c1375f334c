import { Stack } from 'aws-cdk-lib'
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { Settings } from './settings.ts'
import type { Wildcard } from './validation/acknowledge.ts'

const SANDBOX =
  'Outside prod the account may be in the SES sandbox, where the permission is checked against the identity of each recipient, too, and those are not known here. The condition on the sender holds all the same.'

const DEFAULT_SET =
  'An identity may have a default configuration set, and SES checks the permission to send against that, too; its name is not known here. The condition on the sender holds all the same.'

/** The sender of e-mails, and the SES resources for which a function needs permission to send. */
export class EmailSender extends Construct {
  /** Absent where the setting `emailFrom` is missing: then no e-mail is sent. */
  readonly address: string | undefined
  /**
   * Identities and configuration sets:
   * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
   */
  readonly resourceArns: readonly string[]
  readonly wildcards: readonly Wildcard[]

  constructor(scope: Construct, id: string, { emailFrom, emailIdentity, stage }: Settings) {
    super(scope, id)
    this.address = emailFrom
    if (!emailFrom) {
      this.resourceArns = []
      this.wildcards = []
      return
    }
    if (emailIdentity === 'create') {
      // SES mails a link to the address; until it is followed, sending fails and notifications wait behind their breaker.
      new EmailIdentity(this, 'Identity', { identity: Identity.email(emailFrom) })
    }
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName })
    const anyIdentity = arn('identity', '*')
    const anySet = arn('configuration-set', '*')
    const identities =
      stage === 'prod' ? identitiesOf(emailFrom).map((identity) => arn('identity', identity)) : [anyIdentity]
    this.resourceArns = [...identities, anySet]
    this.wildcards = [
      ...(stage === 'prod' ? [] : [{ resource: anyIdentity, reason: SANDBOX }]),
      { resource: anySet, reason: DEFAULT_SET },
    ]
  }
}

/**
 * Every identity that lets SES send from an address: itself, its domain, and the domains above that. "When you verify a domain
 * identity, you can send email from any subdomain or email address of the verified domain without having to verify each one
 * individually." https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
function identitiesOf(address: string): string[] {
  const labels = address.slice(address.indexOf('@') + 1).split('.')
  const domains = labels.map((_, index) => labels.slice(index).join('.'))
  // A top-level domain alone cannot be an identity.
  return [address, ...(domains.length > 1 ? domains.slice(0, -1) : domains)]
}
