import { describe, expect, it } from 'vitest'
import { columnOf } from '../../../bench/cost/columns.ts'
import { placeUnder } from '../../../bench/cost/loads.ts'
import type { Measured } from '../../../bench/cost/measure.ts'
import { usagePerOrder } from '../../../bench/cost/ours.ts'
import { chartByConsumer, chartByLoad, tableByLoad } from '../../../bench/cost/page.ts'
import { costData, costTable } from '../../../bench/cost/report.ts'
import { deadlineForNothing, sparedRecordsPerOrder, usualPerOrder } from '../../../bench/cost/usual.ts'
import { costOf } from '../../../prices/cost-of.ts'

const memoryOf = new Map([
  ['Consumer payment', 512],
  ['Consumer notification', 512],
  ['Consumer analytics', 512],
  ['Relay of events', 1024],
])

/** Two orders; the payment consumer has taken four events in one batch. */
const measured: Measured = {
  load: { callers: 4 },
  orders: 2,
  units: {
    'Consumer payment': { lambdaRequests: 1, sqsStandardRequests: 6, sqsMessagesReceived: 4, dynamodbWriteUnits: 24 },
    'Consumer notification': { lambdaRequests: 2, sqsMessagesReceived: 2, sesRecipients: 2, dynamodbWriteUnits: 4 },
    'Consumer analytics': { lambdaRequests: 1, sqsMessagesReceived: 4, dynamodbWriteUnits: 1 },
    'Consumer order-view': { lambdaRequests: 1, sqsMessagesReceived: 2, dynamodbWriteUnits: 2 },
    'Consumer order-summary': { lambdaRequests: 1, sqsMessagesReceived: 6, dynamodbWriteUnits: 4 },
    'Consumer audit': { lambdaRequests: 1, sqsMessagesReceived: 40, s3Writes: 1, dynamodbWriteUnits: 3 },
    'Relay of events': { lambdaRequests: 1, eventBridgeEvents: 6, snsFifoPublishes: 1 },
    'Relay of commands': { lambdaRequests: 1, sqsStandardRequests: 2 },
    'HTTP routes of order': { lambdaRequests: 2, httpApiRequests: 2, dynamodbWriteUnits: 2 },
    outside: { dynamodbWriteUnits: 100, sqsStandardRequests: 50 },
  },
  calls: {
    'Consumer payment': { 'dynamodb TransactWriteItems': 1, 'dynamodb GetItem': 1 },
    outside: { 'sqs GetQueueAttributes': 50 },
  },
}

describe('what an order uses', () => {
  it('is the units of each function, divided by the orders, without those of the benchmark itself', () => {
    const usages = usagePerOrder(measured, memoryOf)
    expect([...usages.keys()]).not.toContain('outside')
    expect(usages.get('Relay of events')).toMatchObject({ lambdaRequests: 0.5, eventBridgeEvents: 3 })
    expect(usages.get('Consumer payment')).not.toHaveProperty('sqsMessagesReceived')
  })

  it('takes Lambda time from counts: 3 ms, 1 ms for each event, and the assumed time of each call', () => {
    const ms = 3 + 4 * 1 + 10 + 5
    expect(usagePerOrder(measured, memoryOf).get('Consumer payment')?.lambdaGbSeconds).toBeCloseTo(
      ((ms / 1000) * 0.5) / 2,
    )
  })
})

describe('the usual design', () => {
  const usual = usualPerOrder(measured, memoryOf, 'firehose')

  it('writes two idempotency records and the effect for each event, in plain writes', () => {
    expect(usual.get('Consumer payment')).toMatchObject({
      dynamodbWriteUnits: (4 * 3) / 2,
      // A delivery of each event, a receive and a delete.
      sqsStandardRequests: (4 + 2) / 2,
    })
  })

  it('writes no row of its own for a mail, and no idempotency record where an event may count twice', () => {
    expect(usual.get('Consumer notification')).toMatchObject({ dynamodbWriteUnits: (2 * 2) / 2, sesRecipients: 1 })
    // A batch of ten is one update, also where it is no more than that here.
    expect(usual.get('Consumer analytics')).toMatchObject({ dynamodbWriteUnits: 1 / 2 })
  })

  it('joins the writes of a batch where they are joined here', () => {
    expect(usual.get('Consumer order-summary')).toMatchObject({ dynamodbWriteUnits: (6 * 2 + 4) / 2 })
  })

  it('hands its archive to Firehose, which takes each event for 5 KB: no queue, no function, no record', () => {
    expect(usual.get('Consumer audit')).toEqual({ firehoseBytes: (40 * 5 * 1024) / 2 })
    // https://aws.amazon.com/firehose/pricing/: 0.029 a GB.
    expect(costOf({ firehoseBytes: 7e6 * 5 * 1024 }).Firehose).toBeCloseTo(0.97, 2)
  })

  it('is polled as often as here where it gathers, because a receive brings what is there', () => {
    const units = {
      ...measured.units,
      'Consumer analytics': { ...measured.units['Consumer analytics'], sqsStandardRequests: 9 },
    }
    const polled = usualPerOrder({ ...measured, units }, memoryOf, 'firehose')
    expect(polled.get('Consumer analytics')?.sqsStandardRequests).toBe(9 / 2)
    expect(usual.get('Consumer analytics')?.sqsStandardRequests).toBeCloseTo((4 + 2 * 0.4) / 2)
  })

  it('or has a function for it, which gathers ten events and puts each into an object of its own', () => {
    expect(usualPerOrder(measured, memoryOf, 'function').get('Consumer audit')).toMatchObject({
      lambdaRequests: 4 / 2,
      sqsStandardRequests: (40 + 2 * 4) / 2,
      s3Writes: 40 / 2,
      dynamodbWriteUnits: (40 * 2) / 2,
    })
  })

  it('could do without the records of consumers whose effect guards itself', () => {
    // order-view and order-summary.
    expect(sparedRecordsPerOrder(measured)).toEqual({ dynamodbWriteUnits: ((2 + 6) * 2) / 2 })
  })

  it('has no relay and no topic, and publishes each event and sends each command once', () => {
    expect([...usual.keys()].filter((payer) => payer.startsWith('Relay'))).toEqual([])
    expect(usual.get('Publishing')).toEqual({ eventBridgeEvents: 3, sqsStandardRequests: 1 })
  })

  it('lets no deadline run in its bill, and says what that would cost: the schedule, and its command to the end', () => {
    expect(deadlineForNothing(memoryOf)).toMatchObject({
      schedulerInvocations: 1,
      sqsStandardRequests: 3,
      lambdaRequests: 1,
      dynamodbWriteUnits: 2,
      dynamodbReadUnits: 1,
      sesRecipients: 0,
    })
    const columns = [columnOf(measured, memoryOf)]
    expect(costTable(columns, 2)).toMatch(/^besides, if deadlines run for nothing +\d\.\d\d$/m)
    expect(tableByLoad(columns)).toMatch(
      /^\| besides, where that design lets deadlines of ended orders run \| \d\.\d\d \|$/m,
    )
  })
})

describe('the report', () => {
  const columns = [columnOf(measured, memoryOf)]

  it('says dollars per million orders by component, and compares without the mails that both send', () => {
    const text = costTable(columns, 2)
    expect(text).toMatch(/^ {2}SES +100\.00$/m)
    // 40 write units in two orders.
    expect(text).toMatch(/^ {2}DynamoDB +12\.50$/m)
    expect(text).toMatch(/^ours to usual +\d\.\d\d$/m)
    expect(text).toMatch(/^ours to that +\d\.\d\d$/m)
    // Two of the function of payment, for two orders.
    expect(text).toMatch(/^AWS calls per order +1\.0$/m)
    const [, together] = /^together, without mail +([\d.]+)$/m.exec(text) ?? []
    expect(Number(together)).toBeLessThan(100)
  })

  it('is the same as data', () => {
    const idle = { usd: 18, pollingUsd: 4.6, metricsUsd: 15 }
    expect(costData(columns, 2, idle).usdPerMonth).toEqual(idle)
    const [first] = costData(columns, 2, idle).usdPerMillionOrders
    expect(first?.ours.byComponent.DynamoDB).toBeCloseTo(12.5)
    expect(first?.ours.unitsPerOrder.dynamodbWriteUnits).toBe(20)
    expect(first?.usual.byPayer['Consumer notification']?.SES).toBeCloseTo(100)
    expect(first?.usualWithArchiveByFunction.byPayer['Consumer audit']?.S3).toBeCloseTo(100)
  })

  it('is the same in the pages: a table by load, and charts', () => {
    const rows = tableByLoad(columns).split('\n')
    expect(rows[0]).toBe('| US dollars per million orders | from a backlog (4 callers) |')
    expect(rows).toContain('| DynamoDB | 12.50 |')
    expect(chartByLoad(columns)).toMatch(/^backlog \(4\), this pipeline +█+ \$\d+$/m)
    expect(chartByConsumer(columns)).toMatch(/^payment +█+ \d+\.\d\d \(usual \d+\.\d\d\)$/m)
  })
})

describe('orders under a load', () => {
  const under = async (load: Parameters<typeof placeUnder>[0]) => {
    const happened: string[] = []
    await placeUnder(
      load,
      3,
      async (index) => void happened.push(`placed ${index}`),
      async () => void happened.push('settled'),
    )
    return happened
  }

  it('are alone when each waits for the one before to be through', async () => {
    expect(await under('alone')).toEqual(['placed 0', 'settled', 'placed 1', 'settled', 'placed 2', 'settled'])
  })

  it('come at a rate, or from callers side by side, whatever becomes of those before', async () => {
    expect(await under({ perSecond: 1000 })).toEqual(['placed 0', 'placed 1', 'placed 2'])
    expect(await under({ callers: 2 })).toEqual(['placed 0', 'placed 1', 'placed 2'])
  })
})
