import type { SendMessageBatchCommand, SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { type Sending, type Sent, sendEvents } from '../../../ops/replay/send-events.ts'
import { orderHistory, orderPaths } from '../../lambdas/order-view/histories.ts'

const STANDARD = 'http://127.0.0.1/000000000000/payment'

function setUp(
  overrides: Partial<Sending> = {},
  refuse: (entry: SendMessageBatchRequestEntry) => boolean = () => false,
) {
  let now = 0
  const batches: SendMessageBatchRequestEntry[][] = []
  const times: number[] = []
  const saved: Sent[] = []
  const sqs = {
    send: async ({ input }: SendMessageBatchCommand) => {
      const entries = input.Entries ?? []
      const refused = entries.filter(refuse)
      batches.push(entries.filter((entry) => !refused.includes(entry)))
      times.push(now)
      return { Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })) }
    },
  } as unknown as SQSClient
  const sending: Sending = {
    sqs,
    queueUrl: STANDARD,
    replayId: 'rpl_1',
    again: false,
    rate: 1000,
    now: () => now,
    pause: async (milliseconds) => {
      now += milliseconds
    },
    signal: new AbortController().signal,
    onSent: (progress) => void saved.push(progress),
    ...overrides,
  }
  const send = (events: readonly EventEnvelope[]) => {
    async function* selected() {
      for (const event of events) yield { event, cursor: event.event_id }
    }
    return sendEvents(sending, selected())
  }
  const sent = () => batches.flat().map((entry) => JSON.parse(entry.MessageBody ?? '') as EventEnvelope)
  return { send, sent, batches, times, saved, now: () => now }
}

const orders = (count: number) =>
  Array.from({ length: count }, (_, index) => orderHistory(`${index}`, [], { second: index })[0]!)

describe('sending a replay', () => {
  it('sends the stored envelope with the replay in its metadata, and nothing else changed', async () => {
    const { send, sent } = setUp()
    const events = orders(3)
    expect(await send(events)).toEqual({ sent: 3, cursor: events[2]!.event_id })
    expect(sent()).toEqual(events.map((event) => ({ ...event, metadata: { ...event.metadata, replay_id: 'rpl_1' } })))
  })

  it('takes effect again only when asked to', async () => {
    const { send, sent } = setUp({ again: true })
    await send(orders(1))
    expect(sent()[0]?.metadata).toMatchObject({ replay_id: 'rpl_1', replay_scope: 'rpl_1' })
  })

  it('keeps to its rate', async () => {
    const { send, now, batches } = setUp({ rate: 10 })
    await send(orders(50))
    expect(now()).toBeGreaterThanOrEqual(5000)
    expect(now()).toBeLessThan(5500)
    expect(Math.max(...batches.map((batch) => batch.length)), 'no bursts').toBe(2)
  })

  it('sends again what SQS refused of a batch, and only that', async () => {
    let refusals = 3
    const { send, sent } = setUp({}, (entry) => entry.Id === '4' && refusals-- > 0)
    await send(orders(20))
    expect(
      sent()
        .map((event) => event.aggregate_id)
        .toSorted(),
    ).toEqual(
      orders(20)
        .map((event) => event.aggregate_id)
        .toSorted(),
    )
  })

  it('gives up on what SQS keeps refusing', async () => {
    const { send } = setUp({}, () => true)
    await expect(send(orders(1))).rejects.toThrow('SQS refuses an event: InternalError')
  })

  it('keeps the order of each aggregate on a FIFO queue, even when SQS refuses one in between', async () => {
    let refusals = 1
    const { send, sent, batches } = setUp(
      { queueUrl: `${STANDARD}.fifo` },
      (entry) => (entry.MessageBody ?? '').includes('order.confirmed') && refusals-- > 0,
    )
    await send([...orderHistory('a', orderPaths[3]!), ...orderHistory('b', orderPaths[3]!)])
    for (const id of ['ord_a', 'ord_b']) {
      const sequences = sent().filter((event) => event.aggregate_id === id)
      expect(sequences.map((event) => event.sequence)).toEqual([1, 2, 3, 4])
    }
    expect(batches[0]?.[0]).toMatchObject({ MessageGroupId: 'ord_a' })
    expect(batches[0]?.[0]?.MessageDeduplicationId).toMatch(/^rpl_1#evt_/)
  })

  it('stops between two batches, knowing where it was', async () => {
    const controller = new AbortController()
    const saved: Sent[] = []
    const { send } = setUp({
      signal: controller.signal,
      onSent: (progress) => {
        saved.push(progress)
        if (progress.sent >= 20) controller.abort(new Error('Interrupted.'))
      },
    })
    const events = orders(40)
    await expect(send(events)).rejects.toThrow('Interrupted.')
    expect(saved.at(-1)).toEqual({ sent: 20, cursor: events[19]!.event_id })
  })
})
