import { SQSClient } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { declaredConsumers } from '../../../ops/dead-letters/environment.ts'
import { type Sendable, sendBack } from '../../../ops/dead-letters/retry/send.ts'

const lost = () => Promise.reject(Object.assign(new Error('socket hang up'), { name: 'TimeoutError' }))
const answered = (statusCode: number, body: object) => async () => ({
  response: {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(JSON.stringify(body)),
  },
})
const throttled = answered(400, { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'slow down' })
const taken = answered(200, { Successful: [{ Id: '0', MessageId: 'm-1', MD5OfMessageBody: 'x' }] })

/** Sends a letter; SQS answers the calls like this. @returns how many there were. */
async function calls(consumer: string, ...answers: (() => Promise<object>)[]) {
  let made = 0
  const sqs = new SQSClient({
    region: 'eu-central-1',
    endpoint: 'http://sqs.test',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 3,
    md5: false,
    requestHandler: { handle: () => (answers[made++] ?? taken)() as never },
  })
  const letter: Sendable = { consumer, id: 'evt_1', groupId: undefined, aggregateId: undefined, body: '{}' }
  const sending = {
    sqs,
    operationId: 'op_1',
    queueUrl: () => 'http://sqs.test/queue',
    consumers: declaredConsumers(),
    pause: async () => {},
    stillOurs: async (letters: readonly Sendable[]) => new Set(letters),
  }
  const { sent, failure } = await sendBack(sending, [letter])
  return { made, sent: failure instanceof Error ? failure.name : sent.size }
}

it('a send whose answer is lost is made again for a consumer that drops the second copy', async () => {
  expect(await calls('payment', lost)).toEqual({ made: 2, sent: 1 })
})

it('and is not made again for one that promises at most once: it would take effect twice', async () => {
  expect(await calls('analytics', lost)).toEqual({ made: 1, sent: 'SendUnknown' })
  expect(await calls('analytics', answered(503, {}))).toEqual({ made: 1, sent: 'SendUnknown' })
})

it('what SQS has refused is made again for that one, too: nothing of it was sent', async () => {
  expect(await calls('analytics', throttled)).toEqual({ made: 2, sent: 1 })
})
