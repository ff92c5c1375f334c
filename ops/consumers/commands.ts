import type { Command } from 'commander'
import { audited } from '../audit/audit-log.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print, terminalWidth } from '../cli/print.ts'
import { reasonGiven } from '../cli/reason.ts'
import { isUnpaused, keep, pause, resume } from './change.ts'
import { pauseOf, stateOf } from './consumer-state.ts'
import { addDrainCommand } from './drain-command.ts'
import { type ConsumersEnvironment, changeEnvironment, withConsumers } from './environment.ts'
import { allConsumerNames, anyConsumer } from './find.ts'
import { listConsumers } from './list.ts'
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

/** Which consumers take their messages, and stopping one. */
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
        print(json, rows, () => listText(rows, environment.now(), terminalWidth()))
      }),
    )
  changing(consumers, 'pause', 'stop deliveries; what is in flight is finished, nothing is lost, moved or counted')
    .requiredOption('--reason <text>', 'why, for whoever finds it paused', reasonGiven)
    .addHelpText('after', examples('consumers pause payment --reason "bank migration until noon"') + notes)
    .action((name: string, options: Options, command: Command) =>
      change('pause', name, options, command, async (environment) => {
        const { record, already } = await pause(environment, options.reason ?? '')
        const by = `by ${record.by} since ${record.since}: ${record.reason}`
        const text = already ? `${name} was paused already, ${by}` : `${name} is paused ${by}`
        return { state: 'paused', changed: !already, pause: pauseOf(record), text }
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
    .description('pause again what is paused by its record and delivers nevertheless; run it after a deployment')
    .option('--as <name>', 'who you are, where several people take one role')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('consumers keep'))
    .action(({ as, json }: Options, command: Command) => withConsumers(command, (one) => keepAll(one, as, json)))
}

const changing = (consumers: Command, name: string, description: string): Command =>
  consumers
    .command(name)
    .description(description)
    .argument('<consumer>', allConsumerNames().join(', '))
    .option('--as <name>', 'who you are, where several people take one role')
    .option('--dry-run', 'change nothing: tell what is there')
    .option(...JSON_OPTION)

interface Outcome {
  readonly state: string
  readonly changed: boolean
  readonly pause: ReturnType<typeof pauseOf> | null
  readonly text: string
}

/** Each change stands in the audit log, with its reason. */
function change(
  verb: string,
  name: string,
  { as, reason, dryRun = false, json }: Options,
  command: Command,
  run: (environment: Awaited<ReturnType<typeof changeEnvironment>>['change']) => Promise<Outcome>,
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
      () => run(one),
      ({ text }) => ({ result: 'done', outcome: text }),
    )
    const { text, ...data } = outcome
    print(json, { consumer, ...data }, () => `${text}.\n`)
  })
}

async function keepAll(environment: ConsumersEnvironment, as: string | undefined, json: boolean | undefined) {
  const again: string[] = []
  for (const consumer of (await environment.records.all()).keys()) {
    const { change: one, audit } = await changeEnvironment(environment, consumer, as)
    if (!(await isUnpaused(one))) continue
    const isPaused = await audited(
      audit,
      { action: 'consumers keep', target: consumer },
      () => keep(one),
      (kept) => ({ result: 'done', outcome: kept ? 'paused again' : 'resumed meanwhile' }),
    )
    if (isPaused) again.push(consumer)
  }
  const text =
    again.length === 0
      ? 'Every paused consumer is paused.\n'
      : `Paused again, because they delivered although they are paused: ${again.join(', ')}.\n`
  print(json, { paused_again: again }, () => text)
}
