import { describe, expect, it } from 'vitest'
import type { Measured } from '../../../bench/cost/measure.ts'
import { usagePerOrder } from '../../../bench/cost/ours.ts'
import { costData, costTable } from '../../../bench/cost/report.ts'
import { usualPerOrder } from '../../../bench/cost/usual.ts'

const memoryOf = new Map([
  ['Consumer payment', 512],
  ['Consumer notification', 512],
  ['Consumer analytics', 512],
  ['Relay of events', 1024],
])

/** Two orders; the payment consumer has taken four events in one batch. */
const measured: Measured = {
  load: 4,
  orders: 2,
  units: {
    'Consumer payment': { lambdaRequests: 1, sqsStandardRequests: 6, sqsMessagesReceived: 4, dynamodbWriteUnits: 24 },
    'Consumer notification': { lambdaRequests: 2, sqsMessagesReceived: 2, sesRecipients: 2, dynamodbWriteUnits: 4 },
    'Consumer analytics': { lambdaRequests: 1, sqsMessagesReceived: 4, dynamodbWriteUnits: 1 },
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
  const usual = usualPerOrder(measured, memoryOf)

  it('writes two idempotency records and the effect for each event, in plain writes', () => {
    expect(usual.get('Consumer payment')).toMatchObject({
      dynamodbWriteUnits: (4 * 3) / 2,
      // A delivery of each event, a receive and a delete.
      sqsStandardRequests: (4 + 2) / 2,
    })
  })

  it('writes no row of its own for a mail, and no idempotency record where an event may count twice', () => {
    expect(usual.get('Consumer notification')).toMatchObject({ dynamodbWriteUnits: (2 * 2) / 2, sesRecipients: 1 })
    // Its batches are its own, so it counts each event by itself.
    expect(usual.get('Consumer analytics')).toMatchObject({ dynamodbWriteUnits: 4 / 2 })
  })

  it('gathers no more than ten events, and puts each into an object of its own', () => {
    expect(usual.get('Consumer audit')).toMatchObject({
      lambdaRequests: 4 / 2,
      sqsStandardRequests: (40 + 2 * 4) / 2,
      s3Writes: 40 / 2,
      dynamodbWriteUnits: (40 * 2) / 2,
    })
  })

  it('has no relay and no topic, and publishes each event and sends each command once', () => {
    expect([...usual.keys()].filter((payer) => payer.startsWith('Relay'))).toEqual([])
    expect(usual.get('Publishing')).toEqual({ eventBridgeEvents: 3, sqsStandardRequests: 1 })
  })
})

describe('the report', () => {
  const columns = [
    { load: 4 as const, ours: usagePerOrder(measured, memoryOf), usual: usualPerOrder(measured, memoryOf) },
  ]

  it('says dollars per million orders by component, and compares without the mails that both send', () => {
    const text = costTable(columns, 2)
    expect(text).toMatch(/^ {2}SES +100\.00$/m)
    // 34 write units in two orders.
    expect(text).toMatch(/^ {2}DynamoDB +10\.63$/m)
    expect(text).toMatch(/^ours to usual, mail left out +\d\.\d\d$/m)
    const [, together] = /^together, without mail +([\d.]+)$/m.exec(text) ?? []
    expect(Number(together)).toBeLessThan(100)
  })

  it('is the same as data', () => {
    const idle = { usd: 18, pollingUsd: 4.6, metricsUsd: 15 }
    expect(costData(columns, 2, idle).usdPerMonth).toEqual(idle)
    const [first] = costData(columns, 2, idle).usdPerMillionOrders
    expect(first?.ours.byComponent.DynamoDB).toBeCloseTo(10.625)
    expect(first?.ours.unitsPerOrder.dynamodbWriteUnits).toBe(17)
    expect(first?.usual.byPayer['Consumer notification']?.SES).toBeCloseTo(100)
  })
})
