import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import { confirm } from '../../cli/confirm.ts'
import { examples } from '../../cli/examples.ts'
import { severalGiven } from '../../cli/given.ts'
import { JSON_OPTION, print } from '../../cli/print.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { targetOf } from '../../stack/where.ts'
import { diffText } from '../edit/diff.ts'
import { planEdited, prepareEdit, replaceAudited } from '../edit/edit-letter.ts'
import { withSet } from '../edit/edited-body.ts'
import { latestOf } from '../edit/latest.ts'
import { withDeadLetters } from '../environment.ts'
import { placeOf } from '../retry/release-head.ts'
import { type ChangeOptions, withChange } from './change-options.ts'
import { editHeld } from './edit-held.ts'
import { runOperation } from './run-operation.ts'

interface Options extends ChangeOptions {
  readonly consumer?: string
  readonly set: readonly string[]
  readonly data?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export function addEditCommand(deadLetters: Command): void {
  withChange(deadLetters.command('edit'))
    .description(
      'send another event in the place of a dead letter: valid by its schema, caused by the original, which is closed',
    )
    .argument('<event or command id>', 'of the dead letter; of one that was edited before, its last edit is taken')
    .option('--consumer <name>', 'whose dead letter, where several consumers have one of this event')
    .option(
      '--set <place=value>',
      'a place of its data and the new value; may be given several times',
      severalGiven,
      [],
    )
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
        const start = data === undefined ? undefined : await dataIn(data)
        const change = (before: Record<string, unknown>) => set.reduce(withSet, start ?? before)
        const found = await latestOf(environment, id, options.consumer)
        if ((await placeOf(environment, found)).kind !== 'free') {
          return editHeld(environment, found, { change, reason: reason ?? '', dryRun, yes, json, as: options.as })
        }
        const prepared = await prepareEdit(environment, { id, consumer: options.consumer, change }, ids)
        const { letter, consumer, edited, differences } = prepared
        if (dryRun) {
          return print(json, { consumer: consumer.name, id: letter.id, differences }, () => diffText(differences))
        }
        process.stderr.write(`${letter.id} for ${consumer.name}:\n${diffText(differences)}`)
        if (consumer.idempotency === 'versioned') process.stderr.write(LATE_EDIT)
        await confirm(targetOf(environment.stack), 'The original is closed, and this is sent in its place.', yes)
        const log = await openAuditLog(environment.stack, environment.dynamo, options.as)
        await replaceAudited(environment, prepared, reason ?? '', log)
        process.stderr.write(`${letter.id} is closed; ${edited.id} stands in its place.\n`)
        await runOperation(environment, log, await planEdited(environment, prepared, reason ?? '', log), options)
      })
    })
}

const LATE_EDIT =
  'This consumer keeps the newest only: if it has done a later event of this aggregate, the edit changes nothing, and its receipt will say so.\n'

const ids = createIds(systemClock, systemRandomBytes)

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
