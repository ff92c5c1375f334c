import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { columnsOf, readCostRecord } from '../../bench/cost/record.ts'

const page = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
const numbersIn = (text = '') =>
  (text.match(/\d[\d,]*(\.\d+)?/g) ?? []).map((number) => Number(number.replaceAll(',', '')))
const cellsOf = (row: string) => row.split('|').map((cell) => cell.trim())
/** Numbers of the first group, which has to be there. */
const figures = (file: string, pattern: RegExp) => {
  const [, text] = pattern.exec(page(file)) ?? []
  expect(text, `${file} has ${pattern}`).toBeDefined()
  return numbersIn(text)
}

describe('a figure that stands on two pages is the same on both', () => {
  it('what a caller waits for', () => {
    const msOf = (percentile: string, who: string) =>
      figures(
        'docs/latency.md',
        new RegExp(`answer to the caller[\\s\\S]*? ${percentile} [\\s\\S]*?${who} +█* *(\\d+) ms`),
      )
    const [, sentence = ''] = /`POST \/orders` answers in ([\s\S]*?), and\n/.exec(page('README.md')) ?? []
    const ms = [...sentence.matchAll(/(\d+) ms/g)].map(([, number]) => Number(number))
    expect(ms).toEqual(['pipeline', 'synchronous'].flatMap((who) => [...msOf('p50', who), ...msOf('p95', who)]))
    expect(figures('README.md', /The order itself ends after (\d+) ms/)).toEqual(
      figures('docs/latency.md', /order has ended +p50 .*\n +pipeline +█* (\d+) ms/),
    )
  })

  it('what a consumer takes', () => {
    const [, perSecond, cpuMs] =
      /^\| this runtime, `atomic`, telemetry on \| ([\d,]+) \| ([\d.]+) \|/m.exec(page('docs/consuming.md')) ?? []
    expect(page('README.md')).toContain(
      `- A consumer: ${perSecond} events a second on two shared cores, ${cpuMs} ms of CPU each`,
    )
  })

  it('what a stage costs while nothing happens', () =>
    expect(figures('README.md', /About (\$\d+) a month while nothing happens/)).toEqual(
      figures('docs/deploy.md', /about (\$\d+) a month while nothing happens/),
    ))

  it('AWS calls of an order, which were measured with what it costs', () => {
    const calls = columnsOf(readCostRecord()).map(({ callsPerOrder }) => callsPerOrder)
    const rounded = calls.map(Math.round)
    expect(figures('docs/deploy.md', /32 deliveries and ([^,]* AWS calls[^,]*, [^,]*, [^,]*),/)).toEqual([
      rounded[0],
      rounded[1],
      rounded[2],
    ])
    const [alone, , steady] = figures('docs/latency.md', /AWS calls an order, alone \(.*?\) \|(.*) \|\n/)
    expect([alone, steady]).toEqual([Number(calls[0]?.toFixed(1)), rounded[1]])
  })

  it('what an archive in batches costs', () => {
    const together = [...page('docs/analytics-and-audit.md').matchAll(/\*\*\$([\d.]+)\*\* \|$/gm)].map(([, usd]) =>
      Number(usd),
    )
    expect(figures('docs/deploy.md', /an object, (.*?) per million/)).toEqual([
      Math.min(...together),
      Math.max(...together),
    ])
  })
})

describe('a figure of docs/latency.md that follows from others does so', () => {
  const rows = page('docs/latency.md')
    .split('\n')
    .filter((row) => /\| (met|missed)/.test(row))
    .map(cellsOf)

  it.each(rows.map((cells) => [cells[1], cells] as const))('%s: whether its aim is met', (_, cells) => {
    const said = cells.findIndex((cell) => /^(met|missed)/.test(cell))
    const aim = cells[said - 1] ?? ''
    const [measured] = numbersIn(cells[said - 2])
    const [bound = 0] = numbersIn(aim)
    if (measured === undefined) return expect(cells[said]).toMatch(/^missed/)
    const isMet = aim.startsWith('≤') ? measured <= bound : measured >= bound
    expect(cells[said]).toMatch(isMet ? /^met/ : /^missed/)
  })

  it('a request to one by hand', () => {
    for (const [, , ours = '', byHand = '', ratio = ''] of rows.filter((cells) => / x$/.test(cells[4] ?? ''))) {
      const [one = 0, other = 1] = [ours, byHand].map((cell) => numbersIn(cell)[0] ?? 0)
      expect(numbersIn(ratio)[0]).toBeCloseTo(one / other, 2)
    }
  })

  it('an order that passes through queues to one that does not', () => {
    const [median, ended] = [
      /order has ended +p50 +synchronous +(.*)/,
      /order has ended +p50 .*\n +pipeline +(.*)/,
    ].map((one) => figures('docs/latency.md', one)[0] ?? 0)
    const [slow, slowest] = [
      /order has ended[\s\S]*?p95 +synchronous +(.*)/,
      /order has ended[\s\S]*?p95 .*\n +pipeline +(.*)/,
    ].map((one) => figures('docs/latency.md', one)[0] ?? 0)
    const [factor = 0, ofSlow] = figures('docs/latency.md', /by a (factor of .*? for one in twenty)/)
    expect(factor).toBeCloseTo((ended ?? 0) / (median ?? 1), 1)
    expect(ofSlow).toBe(Math.round((slowest ?? 0) / (slow ?? 1)))
  })

  it('the most orders that two cores can take', () => {
    const [cpuMs = 0] = figures('docs/latency.md', /\| CPU an order \| (.*?) \|/)
    expect(figures('docs/latency.md', /(\d+ ms of CPU an order on two cores are \d+) a second/)).toEqual([
      Math.round(cpuMs),
      Math.floor(2000 / cpuMs),
    ])
  })
})
