import { Readable } from 'node:stream'
import {
  ConflictException,
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { describe, expect, it } from 'vitest'
import { expireCheckout } from '../../../events/commands/checkout.ts'
import { decodeCommand } from '../../../events/define-command.ts'
import { orderCreated } from '../../../events/order.ts'
import { deadlineNameOf, deadlineOf } from '../../../lambdas/checkout/deadline.ts'
import { schedulerDeadlines } from '../../../lambdas/runtime/deadlines/scheduler-deadlines.ts'
import { eventually } from '../../support/eventually.ts'
import { eventOf } from '../../support/messages.ts'

const event = eventOf(orderCreated)
const createdAt = Date.parse(event.timestamp)

describe('the deadline of a checkout', () => {
  it('counts from the creation of the order, and is the same whenever it is asked for', () => {
    const first = deadlineOf(event, 900, createdAt + 50)
    const second = deadlineOf(event, 900, createdAt + 60_000)
    expect(first).toMatchObject({ name: 'checkout-ord_456', at: createdAt + 900_000 })
    expect([second.name, second.at, second.command.command_id]).toEqual([
      first.name,
      first.at,
      first.command.command_id,
    ])
  })

  it('is never in the past', () => {
    const late = createdAt + 86_400_000
    expect(deadlineOf(event, 900, late).at).toBe(late + 1000)
  })

  it('is a command that its addressee accepts, caused by the order', () => {
    const { command } = deadlineOf(event, 900, createdAt)
    const accepted = new Map([[expireCheckout.type, expireCheckout]])
    expect(decodeCommand(accepted, JSON.parse(JSON.stringify(command)))).toMatchObject({
      data: { order_id: 'ord_456' },
      metadata: { correlation_id: 'req_1', causation_id: event.event_id },
    })
  })

  it('is found again by the order alone', () => {
    expect(deadlineNameOf('ord_456')).toBe(deadlineOf(event, 900, createdAt).name)
    const long = `ord_${'x'.repeat(124)}`
    expect(deadlineNameOf(long)).toBe(deadlineOf(eventOf(orderCreated, { order_id: long }), 900, createdAt).name)
  })

  it.each(['01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b', 'x'.repeat(124)])('has a name that fits: ord_%s', (suffix) => {
    const { name, command } = deadlineOf(eventOf(orderCreated, { order_id: `ord_${suffix}` }), 900, createdAt)
    expect(name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/)
    expect(command.command_id).toMatch(/^cmd_[A-Za-z0-9_-]{1,128}$/)
  })
})

describe('the schedule of a deadline', () => {
  const settings = { groupName: 'group', roleArn: 'role', targetArn: 'queue', deadLetterArn: 'dlq' }
  const deadline = deadlineOf(event, 900, createdAt)

  const conflict = new ConflictException({ Message: 'exists', message: 'exists', $metadata: {} })
  const sameDeadline = { Target: { Arn: 'queue', Input: JSON.stringify(deadline.command) } }

  /** @param standing what stands under the name of the deadline already, or why nobody can tell. */
  function scheduler(fail?: Error, standing?: object | Error) {
    const sent: unknown[] = []
    const send = async (command: { input: unknown }) => {
      if (command instanceof GetScheduleCommand) {
        if (standing instanceof Error) throw standing
        return standing
      }
      sent.push(command.input)
      if (fail) throw fail
    }
    return { sent, deadlines: schedulerDeadlines({ send } as unknown as SchedulerClient, settings) }
  }

  it('fires once and goes, and nothing of it is lost', async () => {
    const { sent, deadlines } = scheduler()
    await deadlines.set(deadline)
    expect(sent).toEqual([
      {
        Name: 'checkout-ord_456',
        GroupName: 'group',
        ScheduleExpression: 'at(2026-04-28T10:45:00)',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: 'queue',
          RoleArn: 'role',
          Input: JSON.stringify(deadline.command),
          DeadLetterConfig: { Arn: 'dlq' },
        },
      },
    ])
  })

  it('stands already after a redelivery: fine, also when it was then set for another time', async () => {
    const anotherTime = { ...sameDeadline, ScheduleExpression: 'at(2026-04-28T11:00:00)' }
    for (const standing of [sameDeadline, anotherTime]) {
      await expect(scheduler(conflict, standing).deadlines.set(deadline)).resolves.toBeUndefined()
    }
  })

  it.each([
    ['the command of another order', { Target: { ...sameDeadline.Target, Input: '{"command_id":"cmd_other"}' } }],
    ['no command', { Target: { ...sameDeadline.Target, Input: 'not json' } }],
    ['nothing at all', { Target: { ...sameDeadline.Target, Input: 'null' } }],
    ['another queue', { Target: { ...sameDeadline.Target, Arn: 'queue-of-a-deleted-stack' } }],
    [
      'a schedule that is gone when it is looked at',
      new ResourceNotFoundException({ Message: 'gone', message: 'gone', $metadata: {} }),
    ],
  ])('is not set by a conflict with %s: the event comes back', async (_, standing) => {
    await expect(scheduler(conflict, standing).deadlines.set(deadline)).rejects.toMatchObject({
      name: 'TransientError',
      code: 'DEADLINE_CONFLICT',
    })
  })

  it('is not taken for set while nobody can look', async () => {
    await expect(scheduler(conflict, new Error('down')).deadlines.set(deadline)).rejects.toThrow('down')
  })

  it('fails the message when it cannot be set', async () => {
    await expect(scheduler(new Error('down')).deadlines.set(deadline)).rejects.toThrow('down')
  })
})

/**
 * Answers of DeleteSchedule: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteSchedule.html. AWS lets an account delete 1,000
 * schedules a second in most regions, apart from the 5,000 that it may create, and refuses more:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html
 */
describe('taking a deadline back', () => {
  const settings = { groupName: 'group', roleArn: 'role', targetArn: 'queue', deadLetterArn: 'dlq' }
  const gone = [404, 'ResourceNotFoundException'] as const

  function answering(...answers: (readonly [status: number, error: string] | 'nothing')[]) {
    const requests: { readonly method: string; readonly path: string; readonly query: Record<string, string> }[] = []
    const requestHandler = {
      handle: async (request: (typeof requests)[number], { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
        requests.push(request)
        const answer = answers.shift() ?? ([200, ''] as const)
        if (answer === 'nothing') await new Promise((_, reject) => abortSignal?.addEventListener('abort', reject))
        const [statusCode, error] = answer as readonly [number, string]
        const body = Readable.from([Buffer.from(statusCode === 200 ? '{}' : '{"Message":"No."}')])
        return { response: { statusCode, headers: { 'x-amzn-errortype': error }, body } as never }
      },
    }
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const client = new SchedulerClient({ region: 'us-east-1', credentials, requestHandler: requestHandler as never })
    return { requests, deadlines: schedulerDeadlines(client, settings) }
  }

  const never = new AbortController().signal

  it('is one request for each, on the connections that set it', async () => {
    const { requests, deadlines } = answering()
    await Promise.all(['checkout-a', 'checkout-b'].map((name) => deadlines.takeBack(name, never)))
    expect(requests.map(({ method, path, query }) => `${method} ${path} ${query.groupName}`).sort()).toEqual([
      'DELETE /schedules/checkout-a group',
      'DELETE /schedules/checkout-b group',
    ])
  })

  it('is done when there is none: it has run, or was taken back before', async () => {
    await expect(answering(gone).deadlines.takeBack('checkout-a', never)).resolves.toBeUndefined()
  })

  it.each([
    [409, 'ConflictException'],
    [429, 'ThrottlingException'],
    [500, 'InternalServerException'],
  ])('has failed at %i %s, and is not tried again', async (status, name) => {
    const { requests, deadlines } = answering([status, name])
    await expect(deadlines.takeBack('checkout-a', never)).rejects.toMatchObject({ name })
    expect(requests).toHaveLength(1)
  })

  it('ends when it is given up', async () => {
    const over = new AbortController()
    const { requests, deadlines } = answering('nothing')
    const taking = deadlines.takeBack('checkout-a', over.signal)
    await eventually(() => expect(requests).toHaveLength(1))
    over.abort()
    await expect(taking).rejects.toBeDefined()
  })
})
