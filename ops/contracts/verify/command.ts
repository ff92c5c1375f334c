import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { catalog } from '../../../events/catalog.ts'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { services } from '../../../lib/services.ts'
import { interruption } from '../../cli/interruption.ts'
import { progressBar } from '../../cli/progress-bar.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { stackOf, wholeNumber } from '../../program.ts'
import { claimStoreOf } from '../../stack/claim-store-of.ts'
import { digestOfCode } from './code-digest.ts'
import { beginning, isFinished, readProgress, writeProgress } from './progress.ts'
import { describeFinishedBefore, describeTally } from './report.ts'
import { failuresIn } from './tally.ts'
import { verifyEvents } from './verify-events.ts'

interface Options {
  readonly segments: number
  readonly sample?: number
  readonly checkpoint?: string
  readonly json?: boolean
}

const CHECKPOINT_MS = 1_000

/** `contracts verify`: what is really stored, judged by the code of today. */
export function addVerifyCommand(contracts: Command): void {
  contracts
    .command('verify')
    .description('read every stored event as the code of today does; exit code 1 if one cannot be read or folded')
    .option('--sample <n>', 'only so many events of each type and version; finds no gaps', wholeNumber(1, 1_000_000))
    .option('--segments <n>', 'parallel readers of the event table, 1 to 1000', wholeNumber(1, 1000), 8)
    .option('--checkpoint <file>', 'keep the place in this file, and go on from there if it exists')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npm run ops -- contracts verify\n  npm run ops -- contracts verify --sample 100 --json\n  npm run ops -- contracts verify --checkpoint verify.json',
    )
    .action(verify)
}

async function verify(options: Options, command: Command): Promise<void> {
  const { segments, sample, checkpoint, json } = options
  if (checkpoint !== undefined && sample !== undefined) {
    throw new UsageError('A sample is read in one go, so --checkpoint does not go with --sample.')
  }
  const stack = await stackOf(command)
  const eventTable = stack.output('EventTableName')
  const code = await digestOfCode()
  const before = checkpoint === undefined ? undefined : await readProgress(checkpoint, eventTable, code)
  const progress = before ?? beginning(eventTable, segments, code, new Date(systemClock.now()).toISOString())
  const finishedBefore = before !== undefined && isFinished(before)
  const eventsBefore = progress.tally.events
  const bar = progressBar('contracts verify', 'events', undefined)
  const startedAt = systemClock.now()
  let savedAt = startedAt
  // One after the other: two writers of one file would take it from each other.
  let saving = Promise.resolve()
  const save = (): Promise<void> => {
    if (checkpoint === undefined) return saving
    savedAt = systemClock.now()
    saving = saving.then(() => writeProgress(checkpoint, progress))
    return saving
  }
  // Before it reads a table for minutes, and could not keep what it has found.
  await save().catch((cause: Error) => {
    throw new UsageError(`--checkpoint ${checkpoint} cannot be written: ${cause.message}`, { cause })
  })
  const client = new DynamoDBClient(stack.clientSettings)
  try {
    const tally = await verifyEvents({
      client,
      eventTable,
      catalog,
      claims: claimStoreOf(stack),
      aggregates: services.flatMap(({ aggregates = [] }) => aggregates),
      readModels: services.flatMap(({ readModels = [] }) => readModels),
      progress,
      ...(sample !== undefined && { sample }),
      signal: interruption(),
      onPage: async (events) => {
        bar.update(events, failuresIn(progress.tally) > 0 ? `${failuresIn(progress.tally)} FAIL` : '')
        if (systemClock.now() - savedAt >= CHECKPOINT_MS) await save()
      },
    }).finally(() => bar.end())
    await save()
    const seconds = (systemClock.now() - startedAt) / 1000
    const found = finishedBefore
      ? describeFinishedBefore(tally, checkpoint ?? '', progress.begunAt)
      : describeTally(tally, eventTable, seconds, tally.events - eventsBefore)
    process.stdout.write(
      json ? `${JSON.stringify({ table: eventTable, ...tally, finished_before: finishedBefore }, null, 2)}\n` : found,
    )
    if (failuresIn(tally) > 0) process.exitCode = 1
  } catch (error) {
    await save()
    const goOn = checkpoint === undefined ? '' : ` Go on with: ops contracts verify --checkpoint ${checkpoint}`
    throw new Error(`${error instanceof Error ? error.message : String(error)}${goOn}`, { cause: error })
  } finally {
    client.destroy()
  }
}
