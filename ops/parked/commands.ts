import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { openAuditLog } from '../audit/open-audit-log.ts'
import { confirm } from '../cli/confirm.ts'
import { examples } from '../cli/examples.ts'
import { textGiven } from '../cli/given.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { reasonGiven } from '../cli/reason.ts'
import { UsageError } from '../cli/usage-error.ts'
import { pausedText } from '../pauses/paused-text.ts'
import { type Pauses, readPauses } from '../pauses/read-pauses.ts'
import { stackOf, wholeNumber } from '../program.ts'
import { printOf } from '../stack/print-of.ts'
import type { Stack } from '../stack/stack.ts'
import { targetOf } from '../stack/where.ts'
import { abandonedText, readAbandoned } from './abandoned.ts'
import { decideAndRelease } from './decide-and-release.ts'
import { openParked } from './environment.ts'
import { consumerOfParked, holdingConsumer, holdingConsumers } from './find-consumer.ts'
import { assertHeld, readHold, readHolds, readParked } from './holds.ts'
import { parkedName } from './parked-name.ts'
import { holdsText, releasedText } from './print.ts'
import { releaseAudited } from './release-audited.ts'
import { replacementOf } from './replacement.ts'
import { type ShownHold, shownHolds } from './shown.ts'

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

type Opened = ReturnType<typeof openParked> & {
  readonly stack: Stack
  readonly pauses: Pauses
  readonly audit: (as?: string) => ReturnType<typeof openAuditLog>
}

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
      const wanted = consumer === undefined ? undefined : [holdingConsumer(consumer).name]
      return withParked(command, async (environment) => {
        const { dynamo, tables } = environment
        const abandoned = wanted ? new Map<string, number>() : await readAbandoned({ dynamo, table: tables.parked })
        const consumers = wanted ?? [...holdingConsumers().map(({ name }) => name), ...abandoned.keys()]
        const holds = await allHolds(environment, consumers)
        for (const line of abandonedText(abandoned)) process.stderr.write(`${line}\n`)
        printOf(environment.stack, json, holds, () => holdsText(holds, environment.clock.now()))
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
      return withParked(command, async (environment) => {
        // Works for a consumer that holds nothing any more, too.
        const hold = await readHold(environment, name, aggregate)
        const events = hold ? await readParked(environment, name, aggregate) : []
        if (!hold) holdingConsumer(name)
        const [shown] = shownHolds(hold ? [hold] : [], environment.pauses)
        print(json, { hold: shown ?? null, events }, () =>
          shown
            ? `${holdsText([shown], environment.clock.now())}\n${events.map(({ position, id, scope, type, body }) => `${position}  ${parkedName({ id, scope })}  ${type ?? ''}\n    ${body}\n`).join('')}`
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
      .option('--as <name>', 'who you are, where several people share a role', textGiven)
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
      .argument('<event>', 'id of the event, as parked show tells it; that of a replayed copy ends in #<scope>')
    if (verb === 'edit') command.requiredOption('--data <file>', "the event's data, as JSON")
    command
      .requiredOption('--reason <text>', 'why: it is kept for ever', reasonGiven)
      .option('--as <name>', 'who you are, where several people share a role', textGiven)
      .option('--wait <seconds>', 'how long to wait for what comes of it', wholeNumber(0, 3600), 30)
      .option('--dry-run', 'change nothing: tell what would be done')
      .option('--yes', 'do not ask, for scripts')
      .option(...JSON_OPTION)
      .addHelpText(
        'after',
        examples(`parked ${verb} order-view ord_1 evt_1 ${verb === 'edit' ? '--data data.json ' : ''}--reason "..."`),
      )
      .action((name: string, aggregate: string, eventId: string, options: Options, own: Command) => {
        if (verb === 'edit') holdingConsumer(name)
        return withParked(own, async (environment) => {
          // What is parked of a consumer that is gone can still be skipped.
          const isParked = verb === 'skip' && (await readHold(environment, name, aggregate)) !== undefined
          const consumer = isParked ? consumerOfParked(name) : holdingConsumer(name)
          return decideCommand(environment, verb, consumer, aggregate, eventId, options)
        })
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
    const pauses = await readPauses(environment.dynamo, stack)
    await work({ ...environment, stack, pauses, audit: (as) => openAuditLog(stack, environment.dynamo, as) })
  } finally {
    environment.close()
  }
}

const allHolds = async (environment: Opened, consumers: readonly string[]): Promise<ShownHold[]> =>
  shownHolds((await Promise.all(consumers.map((name) => readHolds(environment, name)))).flat(), environment.pauses)

/** Says that the consumer is paused, before anything is asked. @returns how long to wait: a paused one releases nothing meanwhile. */
function waitFor({ pauses, clock }: Opened, consumer: string, wait: number): number {
  process.stderr.write(pausedText(pauses, [consumer], clock.now()))
  return pauses.has(consumer) ? 0 : wait
}

async function releaseCommand(
  environment: Opened,
  verb: 'release' | 'retry',
  consumer: string,
  aggregate: string | undefined,
  { all = false, wait, reason, as, dryRun = false, yes = false, json }: Options,
): Promise<void> {
  if (aggregate !== undefined) await assertHeld(environment, consumer, aggregate)
  const holds = await allHolds(environment, [consumer])
  const chosen = all ? holds.map((hold) => hold.aggregate) : [aggregate ?? '']
  if (dryRun) {
    const shown = holds.filter((hold) => chosen.includes(hold.aggregate))
    print(json, shown, () => holdsText(shown, environment.clock.now()))
    return
  }
  const waitSeconds = waitFor(environment, consumer, wait)
  await confirm(
    targetOf(environment.stack),
    `${consumer} tries what is parked of ${chosen.length} ${chosen.length === 1 ? 'aggregate' : 'aggregates'} again.`,
    yes,
  )
  const many = { consumer, aggregates: chosen, verb, waitSeconds, reason }
  const results = await releaseAudited(environment, many, await environment.audit(as))
  print(json, results, () => releasedText(results, environment.pauses))
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
  const event = (await readParked(environment, name, aggregate)).find((one) => parkedName(one) === eventId)
  if (!event) throw new UsageError(`${eventId} is not parked of ${aggregate} for ${name}.`)
  const replacement =
    data === undefined ? undefined : replacementOf(event, await jsonOf(data), environment.ids.next('evt'))
  const what = replacement
    ? `This is final: ${name} will process ${replacement.event_id} instead of ${eventId}.`
    : `This is final: ${name} will skip ${eventId}.`
  if (dryRun) {
    return print(
      json,
      { event: event.id, replacement: replacement ?? null },
      () => `Nothing was changed. Without --dry-run: ${what}\n`,
    )
  }
  const waitSeconds = waitFor(environment, name, wait)
  await confirm(targetOf(environment.stack), what, yes)
  const audit = await environment.audit(as)
  const decision = { verb, consumer, aggregate, event, reason, ...(replacement && { replacement }) }
  const released = await decideAndRelease(environment, audit, decision, waitSeconds)
  print(json, released, () => releasedText([released], environment.pauses))
  if (released.outcome === 'failed' || released.outcome === 'under-way') process.exitCode = 1
}

async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`--data ${path} cannot be read as JSON: ${(error as Error).message}.`, { cause: error })
  }
}
