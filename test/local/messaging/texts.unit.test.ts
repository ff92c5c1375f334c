import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startEventBridge } from '../../../local/eventbridge/index.ts'
import { isRefusal } from '../../../local/messaging/index.ts'
import { targetServices } from '../../../local/targets.ts'
import { anyCharacter } from '../../support/any-text.ts'
import { bodies, cleanUp, overTheWire, start, take } from './kit.ts'

/**
 * What SQS takes, told by code points as its documentation does:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const allowed = (text: string) =>
  Array.from(text, (character) => character.codePointAt(0) ?? 0).every(
    (code) =>
      code === 0x9 ||
      code === 0xa ||
      code === 0xd ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      (code >= 0x10000 && code <= 0x10ffff),
  )

/** Every kind of text: any UTF-16 at all, what is near the borders, and what people write. */
const texts = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 30 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc
    .array(
      fc
        .constantFrom('\0', '\b', '\t', '\u001f', ' ', '\u007f', '\ud7ff', '\ud800', '\udbff', '\udc00', '\udfff')
        .chain((one) =>
          fc.constantFrom(one, '\ue000', '\ufffd', '\ufffe', '\uffff', '\u{10000}', '\u{1ffff}', '\u{10ffff}'),
        ),
      { minLength: 1, maxLength: 6 },
    )
    .map((characters) => characters.join('')),
)

afterEach(async () => {
  vi.restoreAllMocks()
  await cleanUp()
})

describe('any text', () => {
  test.each([{ FifoQueue: 'false' }, { FifoQueue: 'true' }])(
    'in a message: taken as it is, or refused (%o)',
    async (attributes) => {
      const { queues, createQueue } = await start()
      const fifo = attributes.FifoQueue === 'true'
      const { url } = createQueue(fifo ? 'texts.fifo' : 'texts', fifo ? attributes : {})
      let next = 0
      await fc.assert(
        fc.asyncProperty(texts, texts, async (body, value) => {
          const sending = queues.send(url, body, {
            attributes: { kind: { DataType: 'String', StringValue: value } },
            ...(fifo && { groupId: 'g', deduplicationId: String(next++) }),
          })
          if (!allowed(body) || !allowed(value)) {
            await expect(sending).rejects.toSatisfy(isRefusal)
            return
          }
          await sending
          const [record] = await queues.receive(url, take)
          expect(record).toMatchObject({ body, messageAttributes: { kind: { stringValue: value } } })
          await queues.delete(url, [record?.receiptHandle ?? ''])
        }),
        { numRuns: 400 },
      )
    },
  )

  test('over the wire: the same texts, and InvalidMessageContents for all others', async () => {
    const messaging = await start()
    const { url } = messaging.createQueue('texts', {})
    const { sqs } = await overTheWire(messaging)
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { status, code } = await sqs('SendMessage', JSON.stringify({ QueueUrl: url, MessageBody: text }))
        expect([status, code]).toEqual(allowed(text) ? [200, ''] : [400, 'InvalidMessageContents'])
        const batch = {
          QueueUrl: url,
          Entries: [
            { Id: 'one', MessageBody: text },
            { Id: 'two', MessageBody: 'x' },
          ],
        }
        const { output } = await sqs('SendMessageBatch', JSON.stringify(batch))
        expect(output.Failed).toEqual(
          allowed(text)
            ? []
            : [expect.objectContaining({ Id: 'one', Code: 'InvalidMessageContents', SenderFault: true })],
        )
      }),
      { numRuns: 60 },
    )
  })

  test('through a topic: reaches every queue that takes it, and never fails the publisher', async () => {
    const lost = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const messaging = await start()
    const { queues, createQueue, createTopic, subscribeQueue } = messaging
    const topic = createTopic('events.fifo', { FifoTopic: 'true' })
    const raw = createQueue('raw.fifo', { FifoQueue: 'true' })
    const wrapped = createQueue('wrapped.fifo', { FifoQueue: 'true' })
    subscribeQueue(topic.arn, raw.arn, { RawMessageDelivery: 'true' })
    subscribeQueue(topic.arn, wrapped.arn, {})
    const { sns } = await overTheWire(messaging)
    let next = 0
    await fc.assert(
      // A form is UTF-8: half a surrogate pair does not get that far.
      fc.asyncProperty(texts, async (anyText) => {
        const text = anyText.toWellFormed()
        const parameters = { MessageGroupId: 'g', MessageDeduplicationId: String(next++), Message: text }
        const { status } = await sns({ Action: 'Publish', TopicArn: topic.arn, ...parameters })
        expect(status).toBe(200)
        const [rawRecord, ...none] = await queues.receive(raw.url, take)
        expect(none).toEqual([])
        expect(rawRecord?.body).toBe(allowed(text) ? text : undefined)
        const [wrappedRecord] = await queues.receive(wrapped.url, take)
        // JSON escapes what SQS refuses, except for U+FFFE and U+FFFF.
        const escaped = !/[\ufffe\uffff]/.test(text)
        expect(wrappedRecord && JSON.parse(wrappedRecord.body).Message).toBe(escaped ? text : undefined)
        await queues.delete(raw.url, [rawRecord?.receiptHandle ?? ''])
        await queues.delete(wrapped.url, [wrappedRecord?.receiptHandle ?? ''])
      }),
      { numRuns: 100 },
    )
    expect(lost).toHaveBeenCalled()
  })

  test('through a bus: PutEvents takes it, whatever queue and dead-letter queue say, and what is behind it arrives', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const messaging = await start()
    const queue = messaging.createQueue('orders', {})
    const deadLetters = messaging.createQueue('orders-dlq', {})
    const bus = startEventBridge({
      region: 'us-east-1',
      accountId: '000000000000',
      targets: targetServices({
        messaging,
        functions: () => ({ find: () => undefined, invokeAsync: () => undefined }),
        refusalOf: () => undefined,
      }),
    })
    bus.putRule({
      Name: 'all',
      EventPattern: '{"source":["shop"]}',
      Targets: [{ Id: 'q', Arn: queue.arn, DeadLetterConfig: { Arn: deadLetters.arn } }],
    })
    const entry = (detail: object) => ({ Source: 'shop', DetailType: 'order.created', Detail: JSON.stringify(detail) })
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const answer = await bus.handle({
          service: 'events',
          region: 'us-east-1',
          method: 'POST',
          path: '/',
          query: new URLSearchParams(),
          headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
          body: Buffer.from(JSON.stringify({ Entries: [entry({ text }), entry({ text: 'behind' })] })),
        })
        expect(JSON.parse(String(answer.body)).FailedEntryCount).toBe(0)
        const records = await messaging.queues.receive(queue.url, take)
        const escaped = !/[\ufffe\uffff]/.test(text)
        expect(bodies(records).map((body) => JSON.parse(body).detail.text)).toEqual(
          escaped ? [text, 'behind'] : ['behind'],
        )
        await messaging.queues.delete(
          queue.url,
          records.map(({ receiptHandle }) => receiptHandle),
        )
      }),
      { numRuns: 200 },
    )
    await bus.close()
  })
})
