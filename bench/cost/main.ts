import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { UsageError } from '../../local/usage/usage-error.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { columnOf, whole, withoutMail } from './columns.ts'
import { idleOf } from './idle.ts'
import type { Load } from './loads.ts'
import { type Measured, measure } from './measure.ts'
import { recordCost } from './record.ts'
import { costData, costTable, idleText } from './report.ts'

const usage = `What an order costs on AWS, in US dollars per million orders, by component and by consumer.

Usage: npm run bench:cost -- [--orders 40] [--rates 2] [--callers 32] [--runs 1] [--record] [--json]

  --orders N       orders under each load                                                      default 40
  --rates N,N,…    orders a second, evenly: functions keep up, and batches are what has come   default 2
  --callers N      callers side by side, so that batches fill from a backlog                   default 32
  --runs N         runs under each load, of which the median is told                           default 1
  --record         put the figures into docs/cost.md and README.md
  --json           print data for scripts, to stdout
  --help           this text

Besides these loads: one order after another, each alone. Runs the synthesized stack here, counts every unit that AWS would bill,
and multiplies by the list prices in prices/.
`

const notes = `
  Counted: requests and request units of every function, and what services deliver and poll for it. Assumed: how long calls
  take on Lambda (ops/cost/), one after the other. Not in it: storage, cold starts, data transfer, access logs of the API, KMS requests of
  keys that AWS manages, traces (off by default), and free allowances. Custom metrics cost by the month, as told above.
  The deadline of an order that has ended is taken back in both designs; the calls that set it and take it back are counted in ours only.
  The usual design is derived from its documentation (bench/cost/usual.ts): EventBridge to a standard queue per consumer,
  Powertools batch and idempotency, publishing after the write. It keeps no order, and loses an event when a function dies between
  write and publish.
`

const options = {
  orders: { type: 'string', default: '40' },
  rates: { type: 'string', default: '2' },
  callers: { type: 'string', default: '32' },
  runs: { type: 'string', default: '1' },
  record: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const orders = wholeNumber('--orders', values.orders, 1, 100_000)
  const runs = wholeNumber('--runs', values.runs, 1, 99)
  const rates = values.rates.split(',').map((text) => ({ perSecond: wholeNumber('--rates', text, 1, 1_000) }))
  const callers = wholeNumber('--callers', values.callers, 1, 1_000)
  if (values.record && values.json) throw new UsageError('--record and --json do not go together.')
  const loads: readonly Load[] = ['alone', ...rates, { callers }]
  const { measured: all, memoryOf, template } = await measure(loads, orders, runs)
  const measured = all.map((ofLoad) => medianOf(ofLoad, memoryOf))
  const columns = measured.map((one) => columnOf(one, memoryOf))
  const idle = idleOf(template)
  if (values.json) process.stdout.write(`${JSON.stringify(costData(columns, orders, idle), null, 2)}\n`)
  else process.stdout.write(costTable(columns, orders) + idleText(idle) + notes)
  if (values.record) recordCost({ measured, memoryOf }, runs, new Date().toISOString().slice(0, 10))
  return 0
}

/** The run whose orders cost more than those of one half of the runs, and less than those of the other. */
function medianOf(runs: readonly Measured[], memoryOf: ReadonlyMap<string, number>): Measured {
  const costs = runs
    .map((run) => ({ run, usd: withoutMail(whole(columnOf(run, memoryOf).ours)) }))
    .sort((one, other) => one.usd - other.usd)
  const middle = costs[Math.floor(costs.length / 2)]
  if (!middle) throw new Error('There was no run.')
  return middle.run
}

await runBenchmark('bench:cost', { usage, options, main })
