import { describe, expect, it } from 'vitest'
import { columnOf, whole, withoutMail } from '../../../bench/cost/columns.ts'
import type { Measured } from '../../../bench/cost/measure.ts'
import { tableByPart, tableOfSwitches } from '../../../bench/cost/page-parts.ts'
import { partsOf } from '../../../bench/cost/parts.ts'
import { columnsOf, readCostRecord } from '../../../bench/cost/record.ts'
import { switchesOf } from '../../../bench/cost/switches.ts'

const memoryOf = new Map([['Consumer payment', 512]])

/** Two orders: each is paid with an event of its own, and mailed about. */
const measured: Measured = {
  load: { perSecond: 2 },
  orders: 2,
  units: {
    // Marker and event in a transaction, and the event's entry in the index.
    'Consumer payment': {
      lambdaRequests: 2,
      sqsStandardRequests: 6,
      sqsMessagesReceived: 2,
      dynamodbWriteUnits: 10,
      dynamodbTransactionWriteUnits: 4,
    },
    // Claim; completion and event in a transaction; the entry in the index.
    'Consumer notification': {
      lambdaRequests: 2,
      sqsStandardRequests: 6,
      sqsMessagesReceived: 2,
      dynamodbWriteUnits: 12,
      dynamodbTransactionWriteUnits: 4,
      sesRecipients: 2,
    },
    'Consumer order-view': { lambdaRequests: 2, sqsFifoRequests: 6, sqsMessagesReceived: 2, dynamodbWriteUnits: 6 },
    'Consumer audit': { lambdaRequests: 1, sqsStandardRequests: 7, sqsMessagesReceived: 4, s3Writes: 1 },
    'Relay of events': { lambdaRequests: 4, eventBridgeEvents: 4, dynamodbWriteUnits: 2 },
    outside: { dynamodbWriteUnits: 100 },
  },
  calls: {},
}
const column = columnOf(measured, memoryOf)
const parts = partsOf(column, measured)
const part = (what: RegExp) => {
  const found = parts.find((one) => what.test(one.what))
  if (!found) throw new Error(`There is no part ${what}.`)
  return found
}
const sumOf = (of: 'ours' | 'usual', all = parts) => all.reduce((sum, one) => sum + one[of], 0)

describe('the parts of a bill', () => {
  it('add up to it, in both designs', () => {
    expect(sumOf('ours')).toBeCloseTo(withoutMail(whole(column.ours)), 9)
    expect(sumOf('usual')).toBeCloseTo(withoutMail(whole(column.usual.firehose)), 9)
  })

  it('add up to what was measured last', () => {
    const record = readCostRecord()
    for (const [index, one] of columnsOf(record).entries()) {
      const all = partsOf(one, record.measured[index]!)
      expect(sumOf('ours', all)).toBeCloseTo(withoutMail(whole(one.ours)), 9)
      expect(sumOf('usual', all)).toBeCloseTo(withoutMail(whole(one.usual.firehose)), 9)
      for (const { what, ours, usual } of all) expect(Math.min(ours, usual), what).toBeGreaterThanOrEqual(0)
    }
  })

  it('tell the write units apart: $0.625 a million', () => {
    expect(part(/one transaction/).ours).toBeCloseTo(0.625 * 4)
    expect(part(/happens once/).ours).toBeCloseTo(0.625 * (1 + 2))
    expect(part(/is stored/).ours).toBeCloseTo(0.625 * 2)
    expect(part(/by its time/).ours).toBeCloseTo(0.625 * 2)
    expect(part(/positions/).ours).toBeCloseTo(0.625)
    expect(part(/handlers write/).ours).toBeCloseTo(0.625 * 3)
  })

  it('of the usual design are two records for each effect, without those of its archive by Firehose', () => {
    expect(part(/happens once/).usual).toBeCloseTo(0.625 * 2 * 3)
    expect(part(/is stored/).usual).toBe(0)
  })
})

describe('what a deployment may do without', () => {
  it('saves what a consumer costs, or the invocations that a window spares', () => {
    const switches = new Map(
      switchesOf(columnsOf(readCostRecord())[1]!, readCostRecord().measured[1]!).map((one) => [one.what, one]),
    )
    expect(switches.get('no consumer audit')?.saves).toBeGreaterThan(1)
    // Ten mails in five seconds, two orders a second: one invocation in place of ten for each batch.
    const own = switchesOf(column, measured).find(({ what }) => what.endsWith('notification'))
    expect(own?.saves).toBeCloseTo(0.9 * (0.2 + 0.4 + (3 / 1000) * 0.5 * 13.3334 + (550 / 2 ** 30) * 0.5e6), 2)
  })
})

it('the page says which part both pay before anything is promised, and how far that is from the aim', () => {
  expect(tableByPart(column, measured)).toMatch(
    /\n\| \*\*a queue for each consumer, nothing promised\*\* \| \*\*[\d.]+\*\* \| \*\*[\d.]+\*\* \|\n/,
  )
  expect(tableByPart(column, measured)).toMatch(
    /The aim, 0.6 of the usual design, is \$\d+\.\d\d\. What it spends before/,
  )
  const saved = [...tableOfSwitches(column, measured).matchAll(/\$([\d.]+) \|/g)].map(([, usd]) => Number(usd))
  expect(saved).toEqual(saved.toSorted((one, other) => other - one))
})
