import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type FauxqsServer, startFauxqs } from 'fauxqs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toDeadLetter } from '../../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { toMessageAttributes } from '../../../../lambdas/runtime/dead-letter/message-attributes.ts'
import { sqsQueue } from '../../../../lambdas/runtime/queue/sqs-queue.ts'

let server: FauxqsServer
let client: SQSClient
let queueUrl: string
let deadLetterQueueUrl: string
let next = 1

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  client = new SQSClient({ endpoint: `http://127.0.0.1:${server.port}`, region: 'eu-central-1', credentials })
})
afterAll(async () => {
  client.destroy()
  await server.stop()
})
beforeEach(async () => {
  const create = async (name: string) =>
    (await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '60' } }))).QueueUrl!
  queueUrl = await create(`queue-${next}`)
  deadLetterQueueUrl = await create(`dead-${next++}`)
})

const queue = () => sqsQueue({ queueUrl, deadLetterQueueUrl }, client)
const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
const receive = async (QueueUrl: string) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })))
    .Messages ?? []

describe('sqsQueue', () => {
  it('brings messages back after their delay', async () => {
    await send('now')
    await send('later')
    const messages = await receive(queueUrl)
    await queue().postpone(
      messages.map(({ ReceiptHandle, Body }) => ({
        receiptHandle: ReceiptHandle!,
        delaySeconds: Body === 'now' ? 0 : 600,
      })),
    )
    expect((await receive(queueUrl)).map(({ Body }) => Body)).toEqual(['now'])
  })

  it('never asks for more than the twelve hours that SQS allows', async () => {
    await send('x')
    const [message] = await receive(queueUrl)
    await expect(
      queue().postpone([{ receiptHandle: message!.ReceiptHandle!, delaySeconds: 1e6 }]),
    ).resolves.toBeUndefined()
  })

  it('acknowledges, and tells what is still there', async () => {
    await send('x')
    const [message] = await receive(queueUrl)
    expect(await queue().acknowledge([message!.ReceiptHandle!])).toEqual(new Set())
    expect(await receive(queueUrl)).toEqual([])
    const partly = { send: async () => ({ Failed: [{ Id: '1' }] }) } as unknown as SQSClient
    expect(await sqsQueue({ queueUrl, deadLetterQueueUrl }, partly).acknowledge(['a', 'b'])).toEqual(new Set(['b']))
  })

  it.each(['postpone', 'acknowledge'] as const)(
    'does to the others what it shall when one entry has the whole batch refused: %s',
    async (operation) => {
      const done: string[] = []
      const refusing = {
        send: async ({ input: { Entries } }: { input: { Entries: readonly { ReceiptHandle: string }[] } }) => {
          const handles = Entries.map(({ ReceiptHandle }) => ReceiptHandle)
          const metadata = { httpStatusCode: 400, attempts: 1 }
          if (handles.includes('bad'))
            throw Object.assign(new Error('no'), { name: 'MissingParameter', $metadata: metadata })
          done.push(...handles)
          return {}
        },
      } as unknown as SQSClient
      const handles = [...Array.from({ length: 12 }, (_, index) => `good-${index}`), 'bad']
      const alone = sqsQueue({ queueUrl, deadLetterQueueUrl }, refusing)
      if (operation === 'acknowledge') expect(await alone.acknowledge(handles)).toEqual(new Set(['bad']))
      else
        await expect(
          alone.postpone(handles.map((receiptHandle) => ({ receiptHandle, delaySeconds: 1 }))),
        ).rejects.toThrow('no')
      expect(done.toSorted()).toEqual(handles.filter((handle) => handle !== 'bad').toSorted())
    },
  )

  it('does not ask entry by entry for what got no answer', async () => {
    let calls = 0
    const silent = {
      send: async () => {
        calls++
        throw Object.assign(new Error('timeout'), { name: 'TimeoutError', $metadata: { attempts: 4 } })
      },
    } as unknown as SQSClient
    await expect(sqsQueue({ queueUrl, deadLetterQueueUrl }, silent).acknowledge(['a', 'b'])).rejects.toThrow('timeout')
    expect(calls).toBe(1)
  })

  it('puts a dead letter there with all its attributes', async () => {
    const delivery = {
      messageId: 'm',
      receiptHandle: 'h',
      body: '{"event_id":"evt_1","event_type":"order.lost","metadata":{"correlation_id":"req_1"}}',
      receiveCount: 1,
      sentAt: 0,
      groupId: undefined,
    }
    const cause = { error: new Error('odd: \u0000\uFFFF'), attempts: 1, firstFailedAt: 0, lastFailedAt: 0 }
    const attributes = toMessageAttributes(toDeadLetter('billing', delivery, undefined, cause))
    await queue().deadLetter({ body: delivery.body, attributes, groupId: undefined, deduplicationId: undefined })
    const [letter] = await receive(deadLetterQueueUrl)
    expect(letter?.Body).toBe(delivery.body)
    expect(Object.keys(letter?.MessageAttributes ?? {})).toHaveLength(10)
    expect(letter?.MessageAttributes?.error_message).toMatchObject({
      DataType: 'String',
      StringValue: 'odd: \uFFFD\uFFFD',
    })
  })

  it('puts one there that was in a message group of a standard queue, as a bulk retry sends it', async () => {
    await queue().deadLetter({ body: '{}', attributes: {}, groupId: 'op_1', deduplicationId: 'm' })
    expect(await receive(deadLetterQueueUrl)).toHaveLength(1)
  })
})
