import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { services } from '../../../lib/services.ts'
import { consumerAddress } from '../../status/read-consumers.ts'
import { act, type Check, type Examined, type Finding, watch } from '../finding.ts'

/** Checks whether mail can be sent. @param declared services; if none of their consumers uses mail, there is nothing to check. */
export const mailCheckOf = (declared: readonly Pick<ServiceDeclaration, 'consumers'>[]): Check => ({
  name: 'mail',
  fine: 'the sender is verified, and mail may go to everybody',
  async run(examined) {
    const mailers = declared.flatMap((service) => service.consumers).filter(({ uses }) => uses.email)
    if (mailers.length === 0) return []
    const sender = await senderOf(examined, mailers)
    if (sender === undefined) return [watch('no consumer has a sender (emailFrom): no mail is sent')]
    const found: Omit<Finding, 'check'>[] = []
    if (!(await isVerified(examined, sender))) {
      found.push(act(`${sender} is not verified with SES: mail waits behind the breaker ses (docs/deploy.md)`))
    }
    const { ProductionAccessEnabled, SendingEnabled } = await examined.ses.send(new GetAccountCommand({}))
    if (SendingEnabled === false) found.push(act('SES has paused sending of this account'))
    if (ProductionAccessEnabled === false) {
      found.push(watch('the account is in the sandbox of SES: mail goes to verified addresses only'))
    }
    return found
  },
})

export const mailCheck = mailCheckOf(services)

async function senderOf(
  { stack, lambda }: Examined,
  mailers: readonly ConsumerDeclaration[],
): Promise<string | undefined> {
  for (const mailer of mailers) {
    const FunctionName = consumerAddress(stack, mailer)?.functionName
    if (FunctionName === undefined) continue
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    if (Environment?.Variables?.EMAIL_FROM) return Environment.Variables.EMAIL_FROM
  }
  return undefined
}

/** Whether the identity covers the address: it is the address itself, its domain, or a domain above that. */
async function isVerified({ ses }: Examined, sender: string): Promise<boolean> {
  const domain = sender.split('@').at(-1) ?? ''
  const parents = domain
    .split('.')
    .flatMap((_part, index, parts) => (index < parts.length - 1 ? [parts.slice(index).join('.')] : []))
  for (const EmailIdentity of [sender, ...parents]) {
    try {
      const { VerifiedForSendingStatus } = await ses.send(new GetEmailIdentityCommand({ EmailIdentity }))
      if (VerifiedForSendingStatus) return true
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NotFoundException') throw error
    }
  }
  return false
}
