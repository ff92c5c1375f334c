import type { Command } from 'commander'
import { audited } from '../audit/audit-log.ts'
import { examples } from '../cli/examples.ts'
import { textGiven } from '../cli/given.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { reasonGiven } from '../cli/reason.ts'
import { pauseOf } from '../pauses/pause.ts'
import { printOf } from '../stack/print-of.ts'
import { isUnpaused, keep, pause, resume } from './change.ts'
import { stateOf } from './consumer-state.ts'
import { addDrainCommand } from './drain-command.ts'
import { type ConsumersEnvironment, changeEnvironment, queueUrlOf, withConsumers } from './environment.ts'
import { allConsumerNames, anyConsumer } from './find.ts'
import { listConsumers } from './list.ts'
import { readBacklog } from './read-backlog.ts'
import { listText } from './text.ts'

interface Options {
  readonly reason?: string
  readonly as?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

const notes = `
Pausing takes nothing out of the queue and counts nothing: the event source is switched off, what is in flight ends, the rest
waits, for as long as the queue keeps it. A deployment does not resume it. Needs lambda:UpdateEventSourceMapping.
`

/** Commands that show which consumers take their messages, and that pause and resume one. */
export function addConsumerCommands(program: Command): void {
  const consumers = program
    .command('consumers')
    .description('pause, resume and drain consumers, and see which are held')
  consumers
    .command('list')
    .description('every consumer: whether it runs, who has paused it and why, what waits, when the first would be lost')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('consumers list', 'consumers list --json'))
    .action(({ json }: Options, command: Command) =>
      withConsumers(command, async (environment) => {
        const rows = await listConsumers(environment)
        printOf(environment.stack, json, rows, () => listText(rows, environment.now(), terminalWidth()))
      }),
    )
  changing(consumers, 'pause', 'stop deliveries; what is in flight is finished, nothing is lost, moved or counted')
    .requiredOption('--reason <text>', 'why, for whoever finds it paused', reasonGiven)
    .addHelpText('after', examples('consumers pause payment --reason "bank migration until noon"') + notes)
    .action((name: string, options: Options, command: Command) =>
      change('pause', name, options, command, async (environment, clients) => {
        const { record, already } = await pause(environment, options.reason ?? '')
        const by = `by ${record.by} since ${record.since}: ${record.reason}`
        const left = await inFlight(clients, record.consumer)
        const text = `${already ? `${name} was paused already, ${by}` : `${name} is paused ${by}`}${inFlightText(left)}`
        return { state: 'paused', changed: !already, pause: pauseOf(record), in_flight: left, text }
      }),
    )
  changing(consumers, 'resume', 'deliver again, from where it stopped')
    .option('--reason <text>', 'why, for the audit log', reasonGiven)
    .addHelpText('after', examples('consumers resume payment --reason "the bank is back"'))
    .action((name: string, options: Options, command: Command) =>
      change('resume', name, options, command, async (environment) => {
        const resumed = await resume(environment, options.reason ?? 'no reason given')
        const text = resumed ? `${name} is running again` : `${name} is running: there is nothing to resume`
        return { state: 'running', changed: resumed !== undefined, pause: null, text }
      }),
    )
  addDrainCommand(changing(consumers, 'drain', 'finish what is in the queue and in flight now, then pause'))
  consumers
    .command('keep')
    .description(
      'switch off again the event sources of paused consumers that something has enabled; run it after a deployment',
    )
    .option('--reason <text>', 'why, for the audit log', reasonGiven)
    .option('--as <name>', 'who you are, where several people take one role', textGiven)
    .option('--dry-run', 'change nothing: tell which of them deliver')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('consumers keep --dry-run', 'consumers keep'))
    .action((options: Options, command: Command) => withConsumers(command, (one) => keepAll(one, options)))
}

const changing = (consumers: Command, name: string, description: string): Command =>
  consumers
    .command(name)
    .description(description)
    .argument('<consumer>', allConsumerNames().join(', '))
    .option('--as <name>', 'who you are, where several people take one role', textGiven)
    .option('--dry-run', 'change nothing: tell what is there')
    .option(...JSON_OPTION)

interface Outcome {
  readonly state: string
  readonly changed: boolean
  readonly pause: ReturnType<typeof pauseOf> | null
  /** Messages that an invocation has in hand still, or that wait for their next attempt. Null: SQS did not say. */
  readonly in_flight?: number | null
  readonly text: string
}

/** Nothing counts on it, so a queue that does not answer must not make a pause look as if it had failed. */
const inFlight = (environment: ConsumersEnvironment, consumer: string): Promise<number | null> =>
  readBacklog(environment, queueUrlOf(environment, consumer), environment.now()).then(
    (backlog) => backlog.inFlight,
    () => null,
  )

const inFlightText = (left: number | null): string =>
  left === null || left === 0
    ? ''
    : `. ${left} ${left === 1 ? 'message is' : 'messages are'} in hand, which is finished, or ${left === 1 ? 'waits' : 'wait'} for another attempt`

/** Each change stands in the audit log, with its reason. */
function change(
  verb: string,
  name: string,
  { as, reason, dryRun = false, json }: Options,
  command: Command,
  run: (
    environment: Awaited<ReturnType<typeof changeEnvironment>>['change'],
    clients: ConsumersEnvironment,
  ) => Promise<Outcome>,
): Promise<void> {
  const { name: consumer } = anyConsumer(name)
  return withConsumers(command, async (environment) => {
    const { change: one, audit } = await changeEnvironment(environment, consumer, as)
    if (dryRun) {
      const record = await one.records.read(consumer)
      const state = stateOf(record, await one.source.state(), environment.now())
      const text = `${consumer} is ${state}; with "${verb}" it would be changed.\n`
      return print(json, { consumer, state, changed: false, pause: record ? pauseOf(record) : null }, () => text)
    }
    const action = { action: `consumers ${verb}`, target: consumer, ...(reason !== undefined && { reason }) }
    const outcome = await audited(
      audit,
      action,
      () => run(one, environment),
      ({ text }) => ({ result: 'done', outcome: text }),
    )
    const { text, ...data } = outcome
    print(json, { consumer, ...data }, () => `${text}.\n`)
  })
}

async function keepAll(environment: ConsumersEnvironment, { as, reason, dryRun = false, json }: Options) {
  const again: string[] = []
  for (const consumer of (await environment.records.all()).keys()) {
    const { change: one, audit } = await changeEnvironment(environment, consumer, as)
    if (!(await isUnpaused(one))) continue
    const action = { action: 'consumers keep', target: consumer, ...(reason !== undefined && { reason }) }
    const isPaused =
      dryRun ||
      (await audited(
        audit,
        action,
        () => keep(one),
        (kept) => ({ result: 'done', outcome: kept ? 'paused again' : 'resumed meanwhile' }),
      ))
    if (isPaused) again.push(consumer)
  }
  if (dryRun) return print(json, { paused_again: [], delivering: again }, () => wouldKeepText(again))
  print(json, { paused_again: again }, () => keptText(again))
}

const ALL_PAUSED = 'Every paused consumer is paused.\n'

const wouldKeepText = (delivering: readonly string[]): string =>
  delivering.length === 0
    ? ALL_PAUSED
    : `Deliver although they are paused, and would be paused again: ${delivering.join(', ')}.\n`

const keptText = (again: readonly string[]): string =>
  again.length === 0
    ? ALL_PAUSED
    : `Paused again, because they delivered although they are paused: ${again.join(', ')}.\n`
