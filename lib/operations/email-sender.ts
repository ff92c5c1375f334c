import { Stack } from 'aws-cdk-lib'
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { Settings } from '../settings.ts'
import type { Wildcard } from '../validation/acknowledge.ts'

const PLACEHOLDER_ADDRESS = 'no-reply@example.com'

const SANDBOX =
  'Outside prod the account may be in the SES sandbox, where the permission is checked against the identity of each recipient, too, and those are not known here. The condition on the sender holds all the same.'

/** Who e-mails come from, and which identities SES checks the sender's permission against. */
export class EmailSender extends Construct {
  readonly address: string
  readonly identityArns: readonly string[]
  readonly wildcards: readonly Wildcard[]

  constructor(scope: Construct, id: string, { emailFrom, emailIdentity, stage }: Settings) {
    super(scope, id)
    this.address = emailFrom ?? PLACEHOLDER_ADDRESS
    if (emailFrom && emailIdentity === 'create') {
      // SES mails a link to the address; until it is followed, sending fails and notifications wait behind their breaker.
      new EmailIdentity(this, 'Identity', { identity: Identity.email(emailFrom) })
    }
    const identity = (name: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: name })
    const domain = this.address.slice(this.address.indexOf('@') + 1)
    const any = identity('*')
    this.identityArns = stage === 'prod' ? [identity(this.address), identity(domain)] : [any]
    this.wildcards = stage === 'prod' ? [] : [{ resource: any, reason: SANDBOX }]
  }
}
