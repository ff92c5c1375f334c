import { Stack } from 'aws-cdk-lib'
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import type { Settings } from '../settings.ts'

const PLACEHOLDER_ADDRESS = 'no-reply@example.com'

/** Who e-mails come from, and which identities SES checks the sender's permission against. */
export class EmailSender extends Construct {
  readonly address: string
  readonly identityArns: string[]

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
    // In the SES sandbox, the permission is checked against each recipient's identity as well, and those are not known
    // here. The condition on the sender's address holds in both cases.
    this.identityArns = stage === 'prod' ? [identity(this.address), identity(domain)] : [identity('*')]
  }
}
