import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { openAuditLog } from '../audit/open-audit-log.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { reasonGiven } from '../cli/reason.ts'
import { stackOf, wholeNumber } from '../program.ts'
import { confirm } from '../terminal/confirm.ts'
import { UsageError } from '../terminal/usage-error.ts'
import { decideAndRelease } from './decide-and-release.ts'
import { openParked } from './environment.ts'
import { holdingConsumer, holdingConsumers } from './find-consumer.ts'
import { assertHeld, type HeldAggregate, readHold, readHolds, readParked } from './holds.ts'
import { holdsText, releasedText } from './print.ts'
import { releaseAudited } from './release-audited.ts'
import { replacementOf } from './replacement.ts'

interface Options {
  readonly consumer?: string
  readonly all?: boolean
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly reason?: string
  readonly as?: string
  readonly data?: string
  readonly wait: number
}

type Opened = ReturnType<typeof openParked> & { readonly audit: (as?: string) => ReturnType<typeof openAuditLog> }

/** What waits behind dead events of ordered consumers. */
export function addParkedCommands(program: Command): void {
  const names = holdingConsumers()
    .map(({ name }) => name)
    .join(', ')
  const parked = program.command('parked').description('events that wait behind a dead one of their aggregate')
  parked
    .command('list')
    .description('aggregates that are held, the oldest first, each with the cause of its head; nothing is changed')
    .option('--consumer <name>', `only of this consumer: ${names} (default: all)`)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('parked list', 'parked list --consumer order-view --json'))
    .action(({ consumer, json }: Options, command: Command) => {
      const consumers = consumer === undefined ? holdingConsumers() : [holdingConsumer(consumer)]
      return withParked(command, async (environment) => {
        const holds = await allHolds(environment, consumers)
        print(json, holds, () => holdsText(holds, environment.clock.now()))
      })
    })
  parked
    .command('show')
    .description('what is parked of one aggregate, in its order, with bodies')
    .argument('<consumer>', names)
    .argument('<aggregate>', 'its id, e.g. ord_1', aggregateGiven)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('parked show order-view ord_1'))
    .action((name: string, aggregate: string, { json }: Options, command: Command) => {
      const { name: consumer } = holdingConsumer(name)
      return withParked(command, async (environment) => {
        const hold = await readHold(environment, consumer, aggregate)
        const events = hold ? await readParked(environment, consumer, aggregate) : []
        print(json, { hold: hold ?? null, events }, () =>
          hold
            ? `${holdsText([hold], environment.clock.now())}\n${events.map(({ position, id, type, body }) => `${position}  ${id}  ${type ?? ''}\n    ${body}\n`).join('')}`
            : 'Nothing is parked of it.\n',
        )
      })
    })
  for (const [verb, what] of [
    ['release', 'try the head again, then what waits behind it, in order, up to the first that fails'],
    ['retry', 'try the head alone, and leave what waits behind it'],
  ] as const) {
    const command = parked
      .command(verb)
      .description(`${what}; exit code 1 if anything fails or is under way still`)
      .argument('<consumer>', names)
      .argument(verb === 'release' ? '[aggregate]' : '<aggregate>', 'its id, e.g. ord_1', aggregateGiven)
    if (verb === 'release') command.option('--all', 'every aggregate that is held of this consumer')
    command
      .option('--wait <seconds>', 'how long to wait for what comes of it', wholeNumber(0, 3600), 30)
      .option('--reason <text>', 'why, for the audit log', reasonGiven)
      .option('--as <name>', 'who you are, where several people share a role')
      .option('--dry-run', 'change nothing: tell what is parked')
      .option('--yes', 'do not ask, for scripts')
      .option(...JSON_OPTION)
      .addHelpText('after', examples(`parked ${verb} order-view ord_1`, `parked ${verb} order-view ord_1 --yes`))
      .action((name: string, aggregate: string | undefined, options: Options, own: Command) => {
        const { name: consumer } = holdingConsumer(name)
        if ((options.all ?? false) === (aggregate !== undefined)) {
          throw new UsageError('Name an aggregate, or say --all: one of the two.')
        }
        return withParked(own, (environment) => releaseCommand(environment, verb, consumer, aggregate, options))
      })
  }
  for (const verb of ['skip', 'edit'] as const) {
    const command = parked
      .command(verb)
      .description(
        verb === 'skip'
          ? 'decide that this consumer never takes an event, and go on with what waits behind it'
          : 'put other data in place of those of an event, for this consumer, and go on with it',
      )
      .argument('<consumer>', names)
      .argument('<aggregate>', 'its id, e.g. ord_1', aggregateGiven)
      .argument('<event>', 'id of the event, as parked show tells it')
    if (verb === 'edit') command.requiredOption('--data <file>', "the event's data, as JSON")
    command
      .requiredOption('--reason <text>', 'why: it is kept for ever', reasonGiven)
      .option('--as <name>', 'who you are, where several people share a role')
      .option('--wait <seconds>', 'how long to wait for what comes of it', wholeNumber(0, 3600), 30)
      .option('--dry-run', 'change nothing: tell what would be done')
      .option('--yes', 'do not ask, for scripts')
      .option(...JSON_OPTION)
      .addHelpText(
        'after',
        examples(`parked ${verb} order-view ord_1 evt_1 ${verb === 'edit' ? '--data data.json ' : ''}--reason "..."`),
      )
      .action((name: string, aggregate: string, eventId: string, options: Options, own: Command) => {
        const consumer = holdingConsumer(name)
        return withParked(own, (environment) => decideCommand(environment, verb, consumer, aggregate, eventId, options))
      })
  }
}

function aggregateGiven(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('It is the id of an aggregate, e.g. ord_1.')
}

async function withParked(command: Command, work: (environment: Opened) => Promise<void>): Promise<void> {
  const stack = await stackOf(command)
  const environment = openParked(stack)
  try {
    await work({ ...environment, audit: (as) => openAuditLog(stack, environment.dynamo, as) })
  } finally {
    environment.close()
  }
}

async function allHolds(
  environment: Opened,
  consumers: readonly Pick<ConsumerDeclaration, 'name'>[],
): Promise<HeldAggregate[]> {
  return (await Promise.all(consumers.map(({ name }) => readHolds(environment, name)))).flat()
}

async function releaseCommand(
  environment: Opened,
  verb: 'release' | 'retry',
  consumer: string,
  aggregate: string | undefined,
  { all = false, wait, reason, as, dryRun = false, yes = false, json }: Options,
): Promise<void> {
  if (aggregate !== undefined) await assertHeld(environment, consumer, aggregate)
  const holds = await allHolds(environment, [{ name: consumer }])
  const chosen = all ? holds.map((hold) => hold.aggregate) : [aggregate ?? '']
  if (dryRun) {
    const shown = holds.filter((hold) => chosen.includes(hold.aggregate))
    print(json, shown, () => holdsText(shown, environment.clock.now()))
    return
  }
  await confirm(
    `${consumer} tries what is parked of ${chosen.length} ${chosen.length === 1 ? 'aggregate' : 'aggregates'} again.`,
    yes,
  )
  const many = { consumer, aggregates: chosen, verb, waitSeconds: wait, reason }
  const results = await releaseAudited(environment, many, await environment.audit(as))
  print(json, results, () => releasedText(results))
  if (results.some(({ outcome }) => outcome === 'failed' || outcome === 'under-way')) process.exitCode = 1
}

async function decideCommand(
  environment: Opened,
  verb: 'skip' | 'edit',
  consumer: ConsumerDeclaration,
  aggregate: string,
  eventId: string,
  { reason = '', as, data, wait, dryRun = false, yes = false, json }: Options,
): Promise<void> {
  const { name } = consumer
  const event = (await readParked(environment, name, aggregate)).find(({ id }) => id === eventId)
  if (!event) throw new UsageError(`${eventId} is not parked of ${aggregate} for ${name}.`)
  const replacement =
    data === undefined ? undefined : replacementOf(event, await jsonOf(data), environment.ids.next('evt'))
  const what = `${name} never takes ${eventId}${replacement ? ` but ${replacement.event_id} in its place` : ''}.`
  if (dryRun) {
    return print(
      json,
      { event: event.id, replacement: replacement ?? null },
      () => `Nothing was changed. Without --dry-run: ${what}\n`,
    )
  }
  await confirm(what, yes)
  const audit = await environment.audit(as)
  const decision = { verb, consumer, aggregate, event, reason, ...(replacement && { replacement }) }
  const released = await decideAndRelease(environment, audit, decision, wait)
  print(json, released, () => releasedText([released]))
  if (released.outcome === 'failed' || released.outcome === 'under-way') process.exitCode = 1
}

async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`--data ${path} cannot be read as JSON: ${(error as Error).message}.`, { cause: error })
  }
}
