import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { afterEach, describe, expect, test } from 'vitest'
import type { SentMail } from '../../../local/ses/mail.ts'
import { Mailbox } from '../../../local/ses/mailbox.ts'
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

  // https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html: Lambda gives each invocation a trace header, which the SDK sends on.
  test('a mail says which invocation made its request, not which one runs when it is read', async () => {
    const runtime = await start(template)
    const client = new SESv2Client(clientConfig(runtime))
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> }
        headers['X-Amzn-Trace-Id'] = 'Root=1-67890abc-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0'
        return next(args)
      },
      { step: 'build' },
    )
    await client.send(email('Of a function'))
    await new SESv2Client(clientConfig(runtime)).send(email('Of a person'))
    const [ofFunction, ofPerson] = runtime.mailbox()
    expect(ofFunction?.traceId).toBe('1-67890abc-0123456789abcdef01234567')
    expect(ofPerson).not.toHaveProperty('traceId')
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

describe('the file of the mailbox', () => {
  const mail = (subject: string) => ({ messageId: subject, subject }) as unknown as SentMail
  const write = (text: string): string => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'mailbox.jsonl'), text)
    return directory
  }
  const subjects = (mailbox: Mailbox) => mailbox.mails.map(({ subject }) => subject)

  test.each([
    ['nothing but the first mail, cut off by a crash', '{"messageId":"1","subject":"cut o', ['next']],
    ['a whole mail whose line has no end', '{"messageId":"1","subject":"whole"}', ['whole', 'next']],
    [
      'a mail, and one that is cut off within a character',
      '{"messageId":"1","subject":"é"}\n{"messageId":"2 \uFFFD',
      ['é', 'next'],
    ],
  ])('that holds %s keeps the next mail', (_, text, expected) => {
    const directory = write(text)
    const problems: string[] = []
    new Mailbox(directory, (problem) => problems.push(problem)).add(mail('next'))
    expect(subjects(new Mailbox(directory, (problem) => problems.push(problem)))).toEqual(expected)
    expect(problems).toEqual([])
  })

  test('that is damaged in the middle says so', () => {
    const problems: string[] = []
    const directory = write('{"messageId":"1","subject":"a"}\n{"messageId\n5\n{"messageId":"2","subject":"b"}\n')
    expect(subjects(new Mailbox(directory, (problem) => problems.push(problem)))).toEqual(['a', 'b'])
    expect(problems).toEqual([expect.stringMatching(/mailbox\.jsonl: 2 of 4 lines cannot be read and are left out\.$/)])
  })
})
