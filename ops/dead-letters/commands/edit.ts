import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { callerNameOf } from '../../audit/open-audit-log.ts'
import { examples } from '../../cli/examples.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { createOperation } from '../../operations/store.ts'
import { confirm } from '../../terminal/confirm.ts'
import { UsageError } from '../../terminal/usage-error.ts'
import { assertNotHeld } from '../edit/assert-not-held.ts'
import { differences, diffText } from '../edit/diff.ts'
import { editedEnvelope, originalOf, withSet } from '../edit/edited-body.ts'
import { latestOf } from '../edit/latest.ts'
import { replaceLetter } from '../edit/replace-letter.ts'
import { type DeadLetterEnvironment, withDeadLetters } from '../environment.ts'
import { bodyInQueue } from '../queue/body-in-queue.ts'
import { planRetry, toOperation } from '../retry/plan.ts'
import { auditedChange, type ChangeOptions, withChange } from './change-options.ts'
import { runOperation } from './run-operation.ts'

interface Options extends ChangeOptions {
  readonly consumer?: string
  readonly set: readonly string[]
  readonly data?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

export function addEditCommand(deadLetters: Command): void {
  withChange(deadLetters.command('edit'))
    .description(
      'send another event in the place of a dead letter: valid by its schema, caused by the original, which is closed',
    )
    .argument('<event or command id>', 'of the dead letter; of one that was edited before, its last edit is taken')
    .option('--consumer <name>', 'whose dead letter, where several consumers have one of this event')
    .option('--set <place=value>', 'a place of its data and the new value; may be given several times', collect, [])
    .option('--data <file>', 'its whole data, as JSON')
    .option('--dry-run', 'change nothing: show the difference')
    .option('--yes', 'do not ask, for scripts')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'dead-letters edit evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b --set /customer_id=cust_7 --reason "typo" --dry-run',
      ),
    )
    .action((id: string, options: Options, command: Command) => {
      const { set, data, reason, dryRun = false, yes = false, json } = options
      if (set.length === 0 && data === undefined)
        throw new UsageError('Say what is to be changed: --set <place=value>, or --data <file>.')
      if (!dryRun && !reason) throw new UsageError('An edit is kept for ever: say why, with --reason.')
      return withDeadLetters(command, async (environment) => {
        const letter = await latestOf(environment, id, options.consumer)
        const consumer = environment.consumers.get(letter.consumer)!
        assertNotHeld(consumer, letter)
        const body = letter.body ?? (await bodyInQueue(environment, letter)) ?? ''
        const original = originalOf(body)
        const start = data === undefined ? original.data : await dataIn(data)
        const changed = set.reduce(withSet, start)
        const edited = editedEnvelope(consumer, original, changed, (prefix) => ids.next(prefix))
        const found = differences(original.data, changed)
        if (found.length === 0) throw new UsageError('That is what it says already: nothing is changed.')
        if (dryRun)
          return print(json, { consumer: consumer.name, id: letter.id, differences: found }, () => diffText(found))
        process.stderr.write(`${letter.id} for ${consumer.name}:\n${diffText(found)}`)
        await confirm('The original is closed, and this is sent in its place.', yes)
        const action = {
          action: 'dead-letters edit',
          target: letter.id,
          details: { consumer: consumer.name, replaced_by: edited.id },
        }
        await auditedChange(environment, options, action, ({ caller }) =>
          replaceLetter(
            { ...environment, now: environment.now(), by: caller, reason: reason ?? '' },
            consumer,
            letter,
            edited,
          ),
        )
        process.stderr.write(`${letter.id} is closed; ${edited.id} stands in its place.\n`)
        await send(environment, consumer.name, edited.id, options)
      })
    })
}

const ids = createIds(systemClock, systemRandomBytes)

/** As any other letter is retried: should this tool end here, it waits in the list. */
async function send(environment: DeadLetterEnvironment, consumer: string, id: string, options: Options): Promise<void> {
  const selection = { consumer, ids: [id] }
  const plan = await planRetry(environment, { selection, again: true })
  const operation = toOperation(
    {
      id: ids.next('op'),
      createdAt: new Date(environment.now()).toISOString(),
      by: await callerNameOf(environment.stack, options.as),
      ...(options.reason !== undefined && { reason: options.reason }),
      selection,
      rate: 1,
      stopShare: 0,
    },
    plan,
  )
  await createOperation(environment, operation, plan.items)
  await runOperation(environment, operation, options)
}

async function dataIn(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new UsageError(`--data ${file} cannot be read: ${cause.message}`, { cause })
  })
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new UsageError(`--data ${file} is not JSON.`, { cause })
  }
  throw new UsageError(`--data ${file} must hold a JSON object, the data of the event.`)
}
