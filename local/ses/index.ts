import { restJsonService } from '../endpoint/rest-json-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { AwsRequest, Clock, ServiceHandler } from '../ports.ts'
import { MailAccount, SANDBOX_PER_DAY, type SesMode } from './account.ts'
import { readEmail, readIdentity } from './email-input.ts'
import { type SentMail, toMail } from './mail.ts'
import { Mailbox } from './mailbox.ts'

export { type SesMode, sesModes } from './account.ts'
export type { SentMail } from './mail.ts'

export interface LocalMail {
  /** Scope `ses`: the v2 API. */
  handle: ServiceHandler
  /** Makes an address or domain one that mail may come from. */
  verify(identity: string): void
  /** Everything sent, oldest first. */
  mailbox(): SentMail[]
}

export interface MailOptions {
  region: string
  dataDir?: string
  clock?: Clock
  /** Default `production`. */
  mode?: SesMode
}

/** SES that delivers to nobody: every mail that it takes is in the mailbox. It refuses what SES refuses for the account. */
export function startMail(options: MailOptions): LocalMail {
  const { region, dataDir, clock = { now: Date.now }, mode = 'production' } = options
  const mailbox = new Mailbox(dataDir)
  const account = new MailAccount(mode, region)

  const send = (input: unknown, _: unknown, { headers }: AwsRequest) => {
    const now = clock.now()
    const mail = toMail(readEmail(input), now, traceIdOf(headers))
    account.admit(mail, now)
    mailbox.add(mail)
    return { MessageId: mail.messageId }
  }
  const known = (identity: string): string => {
    if (account.isVerified(identity)) return identity
    throw new ServiceError('NotFoundException', `Email identity ${identity} does not exist.`, 404)
  }
  const list = () => ({
    EmailIdentities: account.identities.map((IdentityName) => ({
      IdentityType: typeOf(IdentityName),
      IdentityName,
      SendingEnabled: true,
      VerificationStatus: 'SUCCESS',
    })),
  })
  const handle = restJsonService('SES', [
    { method: 'POST', path: '/v2/email/outbound-emails', handle: send },
    {
      method: 'POST',
      path: '/v2/email/identities',
      handle: (input: unknown) => {
        const EmailIdentity = readIdentity(input)
        if (account.isVerified(EmailIdentity)) {
          throw new ServiceError('AlreadyExistsException', `Email identity ${EmailIdentity} already exist.`)
        }
        account.verify(EmailIdentity)
        return { IdentityType: typeOf(EmailIdentity), VerifiedForSendingStatus: true }
      },
    },
    { method: 'GET', path: '/v2/email/identities', handle: list },
    // Newer clients ask for the list in this way.
    { method: 'POST', path: '/v2/email/list-identities', handle: list },
    {
      method: 'GET',
      path: '/v2/email/identities/{EmailIdentity}',
      handle: (_, { EmailIdentity = '' }) => ({
        IdentityType: typeOf(known(EmailIdentity)),
        VerifiedForSendingStatus: true,
        VerificationStatus: 'SUCCESS',
        FeedbackForwardingStatus: true,
      }),
    },
    {
      method: 'DELETE',
      path: '/v2/email/identities/{EmailIdentity}',
      handle: (_, { EmailIdentity = '' }) => void account.forget(known(EmailIdentity)),
    },
    {
      method: 'GET',
      path: '/v2/email/account',
      handle: () => ({
        SendingEnabled: true,
        ProductionAccessEnabled: mode === 'production',
        EnforcementStatus: 'HEALTHY',
        SendQuota: {
          ...(mode === 'sandbox'
            ? { Max24HourSend: SANDBOX_PER_DAY, MaxSendRate: 1 }
            : { Max24HourSend: 50_000, MaxSendRate: 14 }),
          SentLast24Hours: account.sentLast24Hours(clock.now()),
        },
      }),
    },
  ])
  return { handle, verify: (identity) => account.verify(identity), mailbox: () => mailbox.mails }
}

const typeOf = (identity: string): string => (identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN')

/**
 * The SDK says in each request which invocation makes it. Who runs when the request is read would be a guess: a caller that has given up on
 * its request may be in its next invocation by then.
 */
const traceIdOf = (headers: AwsRequest['headers']): string | undefined =>
  /(?:^|;)Root=([^;]+)/.exec(headers['x-amzn-trace-id'] ?? '')?.[1]
