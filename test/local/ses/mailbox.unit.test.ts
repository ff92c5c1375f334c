import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { afterEach, describe, expect, test } from 'vitest'
import { cleanUp, clientConfig, start, temporaryDirectory } from '../fixture.ts'

afterEach(cleanUp)

const template = {
  Resources: { Sender: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'example.com' } } },
}

const email = (subject: string) =>
  new SendEmailCommand({
    FromEmailAddress: 'shop@example.com',
    Destination: { ToAddresses: ['ada@example.com'] },
    Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: 'Hello' } } } },
    EmailTags: [{ Name: 'template', Value: 'welcome' }],
  })

describe('SES', () => {
  test('every mail is in the mailbox, which survives a crash in the middle of a write', async () => {
    const dataDir = temporaryDirectory()
    const before = await start(template, { dataDir })
    const { MessageId } = await new SESv2Client(clientConfig(before)).send(email('First'))
    const mailbox = await (await fetch(`${before.endpointUrl}/_local/mailbox`)).json()
    expect(mailbox).toMatchObject([
      {
        messageId: MessageId,
        from: 'shop@example.com',
        to: ['ada@example.com'],
        subject: 'First',
        text: 'Hello',
        tags: { template: 'welcome' },
      },
    ])
    await before.close()
    appendFileSync(join(dataDir, 'mailbox.jsonl'), '{"subject":"cut o')

    const after = await start(template, { dataDir })
    await new SESv2Client(clientConfig(after)).send(email('Second'))
    await after.close()
    const again = await start(template, { dataDir })
    expect(again.mailbox().map(({ subject }) => subject)).toEqual(['First', 'Second'])
  })

  test('a mail without a recipient is refused', async () => {
    const runtime = await start(template)
    const sending = new SESv2Client(clientConfig(runtime)).send(
      new SendEmailCommand({
        FromEmailAddress: 'a@example.com',
        Content: { Simple: { Subject: { Data: 'x' }, Body: {} } },
      }),
    )
    await expect(sending).rejects.toMatchObject({ name: 'BadRequestException', message: 'Destination has no address.' })
  })
})
