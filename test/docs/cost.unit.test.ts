import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { byPayer, type Column, ratioTo, whole, withoutMail } from '../../bench/cost/columns.ts'
import { usualLoad } from '../../bench/cost/page.ts'
import { columnsOf, pagesOf, readCostRecord } from '../../bench/cost/record.ts'
import { services } from '../../lib/services.ts'
import { estimateConsumer } from '../../ops/cost/estimate.ts'

const record = readCostRecord()
const page = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8')

describe('the figures of what an order costs', () => {
  it.each([...pagesOf(record)])(
    "in %s are those that today's prices and model make of what was measured",
    (file, text) => {
      expect(page(file), 'npm run bench:cost -- --runs 3 --record').toBe(text)
    },
  )

  it('are of the consumers that are declared today', () => {
    const declared = new Set(services.flatMap(({ consumers }) => consumers).map(({ name }) => `Consumer ${name}`))
    const measured = Object.keys(record.measured[0]?.units ?? {}).filter((payer) => payer.startsWith('Consumer '))
    expect(measured.filter((payer) => !declared.has(payer))).toEqual([])
    expect(measured.length).toBeGreaterThan(8)
  })

  it('are the same in the sentence of the README, which leads with orders that come at a rate, as nearly everywhere', () => {
    const columns = columnsOf(record)
    const steady = usualLoad(columns)
    const backlog = columns.find(({ load }) => load !== 'alone' && 'callers' in load) ?? steady
    const usd = ({ ours }: Column) => `$${withoutMail(whole(ours)).toFixed(0)}`
    const ratio = (column: Column) => ratioTo(column, 'firehose').toFixed(2)
    const [, sentence = ''] = /^- An order \(([\s\S]*?)\n- /m.exec(page('README.md')) ?? []
    expect(sentence).toContain(`costs ${usd(steady)} per million orders`)
    expect(sentence).toContain(`${usd(backlog)} from a backlog`)
    expect(sentence).toContain(`${ratio(steady)} and ${ratio(backlog)} times the usual design`)
    expect(sentence).toContain(`measured on ${record.measuredOn}`)
    expect(page('docs/cost.md').includes(`measured on ${record.measuredOn}`)).toBe(true)
  })
})

describe('what ops cost says of a consumer, told what its handler does with an event, is what was measured', () => {
  const consumers = services.flatMap((service) => service.consumers)
  /** Without the mail, which is most of it. US dollars per million events, by load. */
  const measured = columnsOf(record).map((column, index) => ({
    load: column.load,
    usdOf: (name: string) => {
      const { orders = 1, units = {} } = record.measured[index] ?? {}
      const events = (units[`Consumer ${name}`]?.sqsMessagesReceived ?? 0) / orders
      return (byPayer(column.ours).get(`Consumer ${name}`) ?? 0) / events
    },
  }))

  it.each([
    ['payment', { stores: 2, reads: 3 }],
    ['inventory', { writes: 1 }],
    ['notification', {}],
    ['order-commands', {}],
    // The document and its entry in the index of orders by customer.
    ['order-view', { writes: 3 }],
    ['account-statement', {}],
  ])('%s', (name, handlerDoes) => {
    const consumer = consumers.find((one) => one.name === name)
    if (!consumer) throw new Error(`There is no consumer ${name} any more.`)
    const { fullBatches, oneByOne } = estimateConsumer(consumer, { eventsPerMonth: 1e6, ...handlerDoes })
    const [low, high] = [fullBatches, oneByOne].map(({ usd, byComponent: { SES = 0 } }) => usd - SES) as [
      number,
      number,
    ]
    for (const { load, usdOf } of measured) {
      const usd = usdOf(name)
      expect(usd, `${name}, ${JSON.stringify(load)}: ${low} to ${high}`).toBeGreaterThan(low * (1 - TOLERANCE))
      expect(usd, `${name}, ${JSON.stringify(load)}: ${low} to ${high}`).toBeLessThan(high * (1 + TOLERANCE))
    }
    // At a rate that functions keep up with, messages come one by one.
    const [steady] = measured.filter(({ load }) => load !== 'alone' && 'perSecond' in load)
    expect(Math.abs((steady?.usdOf(name) ?? 0) - high) / high).toBeLessThan(TOLERANCE)
  })

  /** Documents of other sizes than 1 KB, looks that are shared by a batch, lines of logs: none of it is in a declaration. */
  const TOLERANCE = 0.15
})
