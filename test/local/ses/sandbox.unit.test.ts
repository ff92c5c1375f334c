import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { MailAccount } from '../../../local/ses/account.ts'
import { toMail } from '../../../local/ses/mail.ts'
import { cleanUp, clientConfig, start } from '../fixture.ts'

afterEach(cleanUp)

const template = {
  Resources: { Sender: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'shop@example.com' } } },
}
const email = (to: string, from = 'shop@example.com') => ({
  FromEmailAddress: from,
  Destination: { ToAddresses: [to] },
  Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Hello' } } } },
})
const send = (to: string, from?: string) => new SendEmailCommand(email(to, from))
const refused = (...identities: string[]) => ({
  name: 'MessageRejected',
  message: `Email address is not verified. The following identities failed the check in region US-EAST-1: ${identities.join(', ')}`,
  $metadata: expect.objectContaining({ httpStatusCode: 400 }),
})

describe('SES', () => {
  test('takes mail from verified identities only, and those of the template are', async () => {
    const runtime = await start(template)
    const ses = new SESv2Client(clientConfig(runtime))
    await ses.send(send('anyone@example.org'))
    await expect(ses.send(send('anyone@example.org', 'other@example.com'))).rejects.toMatchObject(
      refused('other@example.com'),
    )
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.net' }))
    await ses.send(send('anyone@example.org', 'Shop <news@mail.Example.net>'))
    expect(runtime.mailbox().map(({ from }) => from)).toEqual(['shop@example.com', 'Shop <news@mail.Example.net>'])
    expect(await ses.send(new GetAccountCommand({}))).toMatchObject({ ProductionAccessEnabled: true })
  })

  test('in the sandbox takes mail to verified recipients and to the simulator only', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z')
    const runtime = await start(template, { ses: 'sandbox', clock: { now: () => (now += 2000) } })
    const ses = new SESv2Client(clientConfig(runtime))
    await expect(ses.send(send('ada@example.org'))).rejects.toMatchObject(refused('ada@example.org'))
    await expect(ses.send(send('ada@example.org', 'other@example.com'))).rejects.toMatchObject(
      refused('other@example.com', 'ada@example.org'),
    )
    await ses.send(send('success@simulator.amazonses.com'))
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'ada@example.org' }))
    await ses.send(send('Ada <ada@example.org>'))
    await expect(ses.send(send('Ada@example.org'))).rejects.toMatchObject(refused('Ada@example.org'))
    expect(await ses.send(new GetAccountCommand({}))).toMatchObject({
      ProductionAccessEnabled: false,
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 2 },
    })
  })

  test('knows its identities', async () => {
    const ses = new SESv2Client(clientConfig(await start(template)))
    const { EmailIdentities = [] } = await ses.send(new ListEmailIdentitiesCommand({}))
    expect(EmailIdentities).toMatchObject([{ IdentityName: 'shop@example.com', IdentityType: 'EMAIL_ADDRESS' }])
    const again = new CreateEmailIdentityCommand({ EmailIdentity: 'shop@example.com' })
    await expect(ses.send(again)).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    await ses.send(new DeleteEmailIdentityCommand({ EmailIdentity: 'shop@example.com' }))
    const gone = new GetEmailIdentityCommand({ EmailIdentity: 'shop@example.com' })
    await expect(ses.send(gone)).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Email identity shop@example.com does not exist.',
    })
  })
})

describe('the quota of the sandbox', () => {
  test('is one mail a second and 200 recipients in any 24 hours', () => {
    const account = new MailAccount('sandbox', 'us-east-1')
    account.verify('example.com')
    const mail = toMail(email('ada@example.com'), 0)
    const admit = (now: number) => {
      try {
        account.admit(mail, now)
        return 'sent'
      } catch (error) {
        return (error as Error).message
      }
    }
    expect([admit(0), admit(999), admit(1000)]).toEqual(['sent', 'Maximum sending rate exceeded.', 'sent'])
    for (let count = 2; count < 200; count++) expect(admit(count * 1000)).toBe('sent')
    expect(admit(300_000)).toBe('Daily message quota exceeded.')
    expect([admit(86_399_999), admit(86_400_000)]).toEqual(['Daily message quota exceeded.', 'sent'])
  })

  test('takes nothing from an identity that is not verified, whatever the address looks like', () => {
    const account = new MailAccount('production', 'us-east-1')
    account.verify('shop@example.com')
    account.verify('example.net')
    const mayCome = (from: string) =>
      /^(?:[^<>]*<)?(?:shop@example\.com|[^<>@]*@(?:[^<>@]+\.)?example\.net)>?$/i.test(from)
    const address = fc.constantFrom('shop', 'Shop', 'x', 'example.net')
    const host = fc.constantFrom(
      'example.com',
      'example.net',
      'a.example.net',
      'notexample.net',
      'example.net.evil.com',
    )
    fc.assert(
      fc.property(address, host, fc.boolean(), (local, domain, isNamed) => {
        const from = isNamed ? `Someone <${local}@${domain}>` : `${local}@${domain}`
        const admitted = (() => {
          try {
            account.admit(toMail(email('a@b.c', from), 0), 0)
            return true
          } catch {
            return false
          }
        })()
        expect(admitted, from).toBe(mayCome(from) && !from.includes('Shop@example.com'))
      }),
    )
  })
})
