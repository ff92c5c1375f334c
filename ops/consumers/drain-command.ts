import type { Command } from 'commander'
import { isWithin } from '../../lambdas/runtime/system/clock.ts'
import { audited } from '../audit/audit-log.ts'
import { duration } from '../cli/durations.ts'
import { examples } from '../cli/examples.ts'
import { interruption } from '../cli/interruption.ts'
import { print } from '../cli/print.ts'
import { reasonGiven } from '../cli/reason.ts'
import { pauseOf } from '../pauses/pause.ts'
import { wholeNumber } from '../program.ts'
import { type Backlog, drain } from './drain.ts'
import { changeEnvironment, queueUrlOf, withConsumers } from './environment.ts'
import { anyConsumer } from './find.ts'
import { readBacklog } from './read-backlog.ts'

interface Options {
  readonly reason: string
  readonly as?: string
  readonly settle: number
  readonly dryRun?: boolean
  readonly json?: boolean
}

const notes = `
Done when the queue has been empty for as long as --settle, or when SQS tells that its oldest message was sent after the start.
What is then left came later, or waits for another attempt: it stays in the queue. Ctrl-C leaves the consumer running; run it
again to go on.
`

export function addDrainCommand(command: Command): void {
  command
    .requiredOption('--reason <text>', 'why, for whoever finds it paused', reasonGiven)
    .option(
      '--settle <seconds>',
      "how long the queue has to be empty; SQS's counts lag behind by a minute",
      wholeNumber(0, 3600),
      60,
    )
    .addHelpText('after', examples('consumers drain payment --reason "moving the ledger"') + notes)
    .action((name: string, options: Options, one: Command) => run(anyConsumer(name).name, options, one))
}

function run(consumer: string, { reason, as, settle, dryRun = false, json }: Options, command: Command): Promise<void> {
  return withConsumers(command, async (environment) => {
    const backlog = () => readBacklog(environment, queueUrlOf(environment, consumer), environment.now())
    if (dryRun) {
      const left = await backlog()
      return print(
        json,
        { consumer, changed: false, left: toJson(left) },
        () => `${consumer}: ${textOf(left)} to finish.\n`,
      )
    }
    const { change, audit } = await changeEnvironment(environment, consumer, as)
    const draining = {
      ...change,
      backlog,
      settleSeconds: settle,
      signal: interruption(),
      onProgress: progressLine(consumer, environment.now),
    }
    const action = { action: 'consumers drain', target: consumer, reason }
    const { record, left } = await audited(audit, action, () => drain(draining, reason))
    const data = { consumer, state: 'paused', changed: true, pause: pauseOf(record), left: toJson(left) }
    print(json, data, () => `${consumer} is drained and paused by ${record.by}: ${textOf(left)} stay.\n`)
  })
}

const LINE_MS = 10_000

/** Prints progress to stderr: at once, and then from time to time. */
function progressLine(consumer: string, now: () => number): (backlog: Backlog) => void {
  const begun = now()
  let toldAt = Number.NEGATIVE_INFINITY
  return (backlog) => {
    if (isWithin(LINE_MS, toldAt, now())) return
    toldAt = now()
    process.stderr.write(`${consumer}: draining for ${duration((now() - begun) / 1000)}, ${textOf(backlog)}\n`)
  }
}

const textOf = ({ waiting, inFlight, delayed }: Backlog): string =>
  `${waiting} waiting, ${inFlight + delayed} in flight or due for another attempt`

const toJson = ({ waiting, inFlight, delayed }: Backlog) => ({ waiting, in_flight: inFlight, delayed })
