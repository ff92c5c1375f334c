import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, test } from 'vitest'
import { serve } from '../../../local/endpoint/server.ts'
import { withPartialBatches } from '../../../local/faults/index.ts'
import type { AwsRequest } from '../../../local/ports.ts'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

/** An endpoint whose entries fail when they say so; `seen` is what reached the services behind it. */
async function start() {
  const seen: string[] = []
  const callers = new Set<string | undefined>()
  const entryFails = ({ accessKey }: { accessKey: string | undefined }, entry: string) => {
    callers.add(accessKey)
    return entry.includes('bad')
  }
  const events = async ({ body }: AwsRequest) => {
    const { Entries } = JSON.parse(body.toString()) as { Entries: { Detail: string }[] }
    seen.push(...Entries.map(({ Detail }) => Detail))
    const answer = { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: `event-${index}` })) }
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) }
  }
  const sqs = async ({ body: sent }: AwsRequest) => {
    const { Entries } = JSON.parse(sent.toString()) as { Entries: { Id: string; MessageBody: string }[] }
    seen.push(...Entries.map(({ MessageBody }) => MessageBody))
    const Successful = Entries.map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: '' }))
    const body = JSON.stringify({ Successful })
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body }
  }
  const sns = async ({ body: sent }: AwsRequest) => {
    const form = new URLSearchParams(sent.toString())
    const numbers = [...form.keys()].flatMap((name) => /\.member\.(\d+)\.Id$/.exec(name)?.[1] ?? [])
    seen.push(...numbers.map((number) => form.get(`PublishBatchRequestEntries.member.${number}.Message`) ?? ''))
    const members = numbers.map((number) => {
      const id = form.get(`PublishBatchRequestEntries.member.${number}.Id`)
      return `<member><Id>${id}</Id><MessageId>${id}</MessageId></member>`
    })
    const body = `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Successful>${members.join('')}</Successful><Failed/></PublishBatchResult></PublishBatchResponse>`
    return { status: 200, headers: { 'content-type': 'text/xml' }, body }
  }
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  serve(server, {
    region: 'us-east-1',
    services: {
      events: withPartialBatches(events, entryFails),
      sqs: withPartialBatches(sqs, entryFails),
      sns: withPartialBatches(sns, entryFails),
    },
    raw: {},
    pages: {},
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'LOCAL3W1', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  return { seen, callers, client }
}

const batches = [
  ['some entries fail', ['a', 'bad', 'c', 'bad too'], ['a', 'c']],
  ['all entries fail', ['bad', 'bad too'], []],
  ['none fails', ['a', 'b'], ['a', 'b']],
] as const

describe.each(batches)('%s', (_, all, good) => {
  const failed = all.filter((entry) => !good.some((one) => one === entry))

  test('of PutEvents, in their places', async () => {
    const { seen, callers, client } = await start()
    const answer = await new EventBridgeClient(client).send(
      new PutEventsCommand({ Entries: all.map((Detail) => ({ Source: 's', DetailType: 'd', Detail })) }),
    )
    expect(seen).toEqual(good)
    expect(answer.FailedEntryCount).toBe(failed.length)
    expect(answer.Entries?.map(({ ErrorCode, EventId }) => ErrorCode ?? (EventId && 'ok'))).toEqual(
      all.map((entry) => (entry.includes('bad') ? 'InternalFailure' : 'ok')),
    )
    expect([...callers]).toEqual(['LOCAL3W1'])
  })

  test('of SendMessageBatch', async () => {
    const { seen, client } = await start()
    const answer = await new SQSClient({ ...client, md5: false }).send(
      new SendMessageBatchCommand({
        QueueUrl: `${client.endpoint}/000000000000/q`,
        Entries: all.map((MessageBody, index) => ({ Id: `id-${index}`, MessageBody })),
      }),
    )
    expect(seen).toEqual(good)
    expect((answer.Failed ?? []).map(({ Id }) => all[Number(Id?.slice(3))])).toEqual(failed)
    expect((answer.Successful ?? []).map(({ Id }) => all[Number(Id?.slice(3))])).toEqual(good)
  })

  test('of PublishBatch', async () => {
    const { seen, client } = await start()
    const answer = await new SNSClient(client).send(
      new PublishBatchCommand({
        TopicArn: 'arn:aws:sns:us-east-1:000000000000:t',
        PublishBatchRequestEntries: all.map((Message, index) => ({ Id: `id-${index}`, Message })),
      }),
    )
    expect(seen).toEqual(good)
    expect((answer.Failed ?? []).map(({ Id, Code }) => [all[Number(Id?.slice(3))], Code])).toEqual(
      failed.map((entry) => [entry, 'InternalError']),
    )
    expect((answer.Successful ?? []).map(({ Id }) => all[Number(Id?.slice(3))])).toEqual(good)
  })
})
