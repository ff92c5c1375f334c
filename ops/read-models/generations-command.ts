import type { Command } from 'commander'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { UsageError } from '../cli/usage-error.ts'
import { readModelNames } from '../generations/find-read-model.ts'
import { existingGeneration, generationName } from '../generations/generation-argument.ts'
import { readModelEnvironment } from '../rebuild/environment.ts'
import { makeLive, storeOf } from '../rebuild/rebuild.ts'

export function generationsCommand(program: Command): void {
  program
    .command('generations')
    .description('list the generations of a read model')
    .argument('<read-model>', readModelNames().join(', '))
    .option(...JSON_OPTION)
    .addHelpText('after', examples('generations order-view', 'generations order-view --json'))
    .action(async (name: string, { json }: { readonly json?: boolean }, command: Command) => {
      const environment = await readModelEnvironment(name, command)
      try {
        const { live, all } = await storeOf(environment).load()
        const rows = Object.entries(all).map(([generation, { state, since }]) => ({
          generation,
          state:
            generation === live ? ('live' as const) : state === 'building' ? ('building' as const) : ('kept' as const),
          since,
        }))
        print(json, rows, () => rows.map(lineOf).join(''))
      } finally {
        environment.client.destroy()
      }
    })
}

const WHAT = { live: 'live', building: 'being built', kept: 'kept, up to date' } as const

const lineOf = ({
  generation,
  state,
  since,
}: {
  generation: string
  state: keyof typeof WHAT
  since: string
}): string => `${generation.padEnd(6)} ${WHAT[state].padEnd(18)} ${since && `since ${since}`}\n`

interface SwitchOptions extends AuditOptions {
  readonly dryRun?: boolean
  readonly json?: boolean
}

export function switchCommand(program: Command): void {
  withAuditOptions(program.command('switch'))
    .description('make another generation the live one, e.g. to go back after a rebuild')
    .argument('<read-model>', readModelNames().join(', '))
    .argument('<generation>', 'e.g. g1', generationName)
    .option('--dry-run', 'change nothing: tell what would be done')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('switch order-view g1 --dry-run', 'switch order-view g1 --reason "g2 is wrong"'))
    .action(async (name: string, generation: string, options: SwitchOptions, command: Command) => {
      const environment = await readModelEnvironment(name, command)
      try {
        const generations = await storeOf(environment).load()
        if (existingGeneration(generations, generation) === 'building') {
          throw new UsageError(`Generation ${generation} is not complete yet.`)
        }
        const { dryRun = false, json } = options
        if (dryRun) {
          const { live } = generations
          print(
            json,
            { generation, previous: live },
            () => `${name}: generation ${generation} would be live; now it is ${live}.\n`,
          )
          return
        }
        const previous = await auditedCommand(
          environment.stack,
          options,
          { action: 'switch', target: name, details: { generation } },
          () => makeLive(environment, generation),
          (before) => ({ result: 'done', outcome: `before it was ${before}` }),
        )
        print(
          json,
          { generation, previous },
          () => `${name}: generation ${generation} is live; before it was ${previous}.\n`,
        )
      } finally {
        environment.client.destroy()
      }
    })
}
