import { readOptions, wholeNumber } from '../../local/usage/options.ts'
import { runCommand } from '../../local/usage/run-command.ts'
import { idleOf } from './idle.ts'
import { type Load, measure } from './measure.ts'
import { usagePerOrder } from './ours.ts'
import { type Column, costData, costTable, idleText } from './report.ts'
import { usualPerOrder } from './usual.ts'

const usage = `What an order costs on AWS, in US dollars per million orders, by component and by consumer.

Usage: npm run bench:cost -- [--orders 40] [--callers 2,8,32] [--json]

  --orders N       orders under each load                             default 40
  --callers N,N,…  callers that place them side by side, besides alone: one order after another   default 2,8,32
  --json           print data for scripts, to stdout
  --help           this text

Runs the synthesized stack here, counts every unit that AWS would bill, and multiplies by the list prices in prices/.
`

const notes = `
  Counted: requests and request units of every function, and what services deliver and poll for it. Assumed: how long calls
  take on Lambda (ops/cost/), one after the other. Not in it: storage, cold starts, data transfer, and
  free allowances.
  The usual design is derived from its documentation (bench/cost/usual.ts): EventBridge to a standard queue per consumer,
  Powertools batch and idempotency, publishing after the write. It keeps no order, and loses an event when a function dies between
  write and publish.
`

async function main(): Promise<number> {
  const values = readOptions(process.argv.slice(2), {
    orders: { type: 'string', default: '40' },
    callers: { type: 'string', default: '2,8,32' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const orders = wholeNumber('--orders', values.orders, 1, 100_000)
  const callers = values.callers.split(',').map((text) => wholeNumber('--callers', text, 1, 1_000))
  const { measured, memoryOf, template } = await measure(['alone', ...callers] satisfies readonly Load[], orders)
  const columns = measured.map(
    (one): Column => ({ load: one.load, ours: usagePerOrder(one, memoryOf), usual: usualPerOrder(one, memoryOf) }),
  )
  const idle = idleOf(template)
  if (values.json) process.stdout.write(`${JSON.stringify(costData(columns, orders, idle), null, 2)}\n`)
  else process.stdout.write(costTable(columns, orders) + idleText(idle) + notes)
  return 0
}

await runCommand('npm run bench:cost -- --help', main)
