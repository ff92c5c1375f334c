import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { examples } from '../cli/examples.ts'
import { interruption } from '../cli/interruption.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { grouped, type Progress, progressBar } from '../cli/progress-bar.ts'
import { UsageError } from '../cli/usage-error.ts'
import { readModelNames } from '../generations/find-read-model.ts'
import { wholeNumber } from '../program.ts'
import { readModelEnvironment } from './environment.ts'
import { GenerationGone } from './guarded-writer.ts'
import { type RebuildOptions, rebuild, resumeRebuild, storeOf } from './rebuild.ts'

interface Options extends AuditOptions {
  readonly segments: number
  readonly resume?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

export function rebuildCommand(program: Command): void {
  withAuditOptions(program.command('rebuild'))
    .description('build a new generation of a read model from the stored events and switch to it, with no downtime')
    .argument('<read-model>', readModelNames().join(', '))
    .option('--segments <n>', 'parallel readers of the event table, 1 to 1000', wholeNumber(1, 1000), 8)
    .option('--resume', 'take up a rebuild that died, from its checkpoints')
    .option('--dry-run', 'build nothing: tell what would be done')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('rebuild order-view --dry-run', 'rebuild order-view', 'rebuild order-view --resume'))
    .action(async (name: string, options: Options, command: Command) => {
      if (options.resume && command.getOptionValueSource('segments') === 'cli') {
        throw new UsageError(
          'The segments were chosen when the rebuild began, so --segments does not go with --resume.',
        )
      }
      const environment = await readModelEnvironment(name, command)
      const { Table } = await environment.client.send(new DescribeTableCommand({ TableName: environment.eventTable }))
      if (options.dryRun) {
        try {
          const { live, all } = await storeOf(environment).load()
          const building = Object.keys(all).find((generation) => all[generation]?.state === 'building')
          // AWS counts the items of a table every six hours.
          const planned = {
            live,
            building: building ?? null,
            events: Table?.ItemCount ?? null,
            segments: options.segments,
            parked: (await environment.parked()).size,
          }
          print(options.json, planned, () => plannedText(name, planned))
        } finally {
          environment.client.destroy()
        }
        return
      }
      const waiting = await environment.parked()
      process.stderr.write(leftOutText(name, waiting.size))
      let start: { readonly events: number; readonly at: number } | undefined
      let bar: Progress | undefined
      const rebuildOptions: RebuildOptions = {
        ...environment,
        signal: interruption(),
        onStart: (generation) => {
          // AWS counts the items of a table every six hours: the bar is an estimate there.
          bar = progressBar(`rebuild ${name} → ${generation}`, 'events', Table?.ItemCount)
        },
        onProgress: ({ events, documents }) => {
          start ??= { events, at: environment.clock.now() }
          bar?.update(events, `${grouped(documents)} writes`)
        },
      }
      try {
        const action = { action: 'rebuild', target: name, details: { resumed: options.resume ?? false } }
        const run = auditedCommand(
          environment.stack,
          options,
          action,
          () => (options.resume ? resumeRebuild(rebuildOptions) : rebuild(rebuildOptions, options.segments)),
          (built) => ({ result: 'done', outcome: `generation ${built.generation}, ${built.events} events` }),
        )
        const { generation, previous, events, documents } = await run.finally(() => bar?.end())
        const seconds = (environment.clock.now() - (start?.at ?? 0)) / 1000
        const rate = Math.round((events - (start?.events ?? 0)) / Math.max(0.001, seconds))
        const result = { generation, previous: previous ?? null, events, documents, seconds }
        print(
          options.json,
          result,
          () =>
            `${name}: generation ${generation} is ${previous ? 'live' : 'complete'}: ${grouped(events)} events, ${grouped(documents)} writes, ${seconds.toFixed(1)} s, ${grouped(rate)} events/s.\n` +
            (previous
              ? `Generation ${previous} is kept and stays up to date. End it with: ops drop ${name} ${previous}\n`
              : `Another run had completed it before; what is live is left as it is. See: ops generations ${name}\n`),
        )
      } catch (error) {
        if (!bar || error instanceof GenerationGone) throw error
        const reason = error instanceof Error ? error.message : String(error)
        throw new Error(`${reason} What is done is kept; go on with: ops rebuild ${name} --resume`, { cause: error })
      } finally {
        environment.client.destroy()
      }
    })
}

interface Planned {
  readonly live: string
  readonly building: string | null
  readonly events: number | null
  readonly segments: number
  /** Events that wait behind a dead one, and are left out. */
  readonly parked: number
}

/** Empty where nothing is parked. */
const leftOutText = (name: string, parked: number): string =>
  parked === 0
    ? ''
    : `${parked} parked ${parked === 1 ? 'event is' : 'events are'} left out, and ${parked === 1 ? 'comes' : 'come'} when released: parked list --consumer ${name}\n`

function plannedText(name: string, { live, building, events, segments, parked }: Planned): string {
  const what =
    building === null
      ? `A new generation would be built from about ${grouped(events ?? 0)} events by ${segments} readers, beside ${live}, which stays live until then.`
      : `Generation ${building} is being built. Should its tool have died: --resume takes it up, "drop ${name} ${building}" ends it.`
  return `${name}: ${what}\n${leftOutText(name, parked)}`
}
