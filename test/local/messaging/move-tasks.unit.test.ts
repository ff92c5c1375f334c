import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { bodies, cleanUp, dataDirectory, overTheWire, start, take } from './kit.ts'

afterEach(cleanUp)

async function declare(dataDir?: string) {
  const messaging = await start(dataDir)
  const dead = messaging.createQueue('orders-dlq', {})
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 })
  const source = messaging.createQueue('orders', { VisibilityTimeout: '0', RedrivePolicy })
  const sqs = new SQSClient((await overTheWire(messaging)).config)

  /** Sends a message that dies of its receive count. */
  async function die(body: string) {
    await messaging.queues.send(source.url, body)
    await messaging.queues.receive(source.url, take)
    await messaging.queues.receive(source.url, take)
  }
  const task = async () => (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }))).Results?.[0]
  const ended = () =>
    eventually(async () => {
      const found = await task()
      expect(found?.Status).not.toBe('RUNNING')
      return found
    })
  const move = async (more: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number } = {}) => {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, ...more }))
    return ended()
  }
  return { messaging, sqs, dead, source, die, move, task }
}

describe('StartMessageMoveTask', () => {
  test('without a destination fails at a message that was sent to the dead-letter queue, and leaves it there', async () => {
    const { messaging, sqs, dead, source, die, move } = await declare()
    await die('died')
    await sqs.send(new SendMessageCommand({ QueueUrl: dead.url, MessageBody: 'sent' }))
    expect(await move()).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 1,
    })
    expect(bodies(await messaging.queues.receive(source.url, take))).toEqual(['died'])
    expect(bodies(await messaging.queues.receive(dead.url, take))).toEqual(['sent'])
  })

  test('with a destination moves what died and what was sent alike', async () => {
    const { messaging, sqs, dead, source, die, move } = await declare()
    await die('died')
    await sqs.send(new SendMessageCommand({ QueueUrl: dead.url, MessageBody: 'sent' }))
    const done = await move({ DestinationArn: source.arn, MaxNumberOfMessagesPerSecond: 500 })
    expect(done).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 })
    expect(bodies(await messaging.queues.receive(source.url, take))).toEqual(['died', 'sent'])
  })

  test('knows the source of a dead letter after a restart, too', async () => {
    const dataDir = dataDirectory()
    await (await declare(dataDir)).die('died')
    const { messaging, source, move } = await declare(dataDir)
    expect(await move()).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 })
    expect(bodies(await messaging.queues.receive(source.url, take))).toEqual(['died'])
  })

  test('runs one task for a queue at a time, at most 500 messages a second', async () => {
    const { sqs, dead, source, die, task } = await declare()
    for (const body of ['a', 'b', 'c']) await die(body)
    const start = (more: object) => sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, ...more }))
    await expect(start({ MaxNumberOfMessagesPerSecond: 501 })).rejects.toThrow('Must be between 1 and 500')
    await expect(start({ MaxNumberOfMessagesPerSecond: 0 })).rejects.toThrow('Must be between 1 and 500')
    await expect(start({ DestinationArn: `${source.arn}-nowhere` })).rejects.toThrow('DestinationArn')
    await expect(start({ DestinationArn: dead.arn })).rejects.toThrow('must be different')
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 })
    await expect(start({})).rejects.toThrow('Only one active task is allowed')
    await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
    expect((await task())?.Status).toBe('CANCELLED')
    await expect(sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: 'x' }))).rejects.toThrow(
      'TaskHandle is invalid',
    )
  })

  test('fails when the queue that a message died in is gone', async () => {
    const { messaging, sqs, dead, source, die, move } = await declare()
    await die('died')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 })
    messaging.createQueue('another', { RedrivePolicy })
    await (await overTheWire(messaging)).sqs('DeleteQueue', JSON.stringify({ QueueUrl: source.url }))
    expect(await move()).toMatchObject({ Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' })
    sqs.destroy()
  })
})
