import type { Command } from 'commander'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { readModelEnvironment } from '../generations/environment.ts'
import { readModelNames } from '../generations/find-read-model.ts'
import { existingGeneration, generationName } from '../generations/generation-argument.ts'
import { makeLive, storeOf } from '../rebuild/rebuild.ts'
import { UsageError } from '../terminal/usage-error.ts'

export function generationsCommand(program: Command): void {
  program
    .command('generations')
    .description('list the generations of a read model')
    .argument('<read-model>', readModelNames().join(', '))
    .action(async (name: string, _options: object, command: Command) => {
      const environment = await readModelEnvironment(name, command)
      try {
        const { live, all } = await storeOf(environment).load()
        for (const [generation, { state, since }] of Object.entries(all)) {
          const what = generation === live ? 'live' : state === 'building' ? 'being built' : 'kept, up to date'
          process.stdout.write(`${generation.padEnd(6)} ${what.padEnd(18)} ${since && `since ${since}`}\n`)
        }
      } finally {
        environment.client.destroy()
      }
    })
}

export function switchCommand(program: Command): void {
  withAuditOptions(program.command('switch'))
    .description('make another generation the live one, e.g. to go back after a rebuild')
    .argument('<read-model>', readModelNames().join(', '))
    .argument('<generation>', 'e.g. g1', generationName)
    .action(async (name: string, generation: string, options: AuditOptions, command: Command) => {
      const environment = await readModelEnvironment(name, command)
      try {
        if (existingGeneration(await storeOf(environment).load(), generation) === 'building') {
          throw new UsageError(`Generation ${generation} is not complete yet.`)
        }
        const previous = await auditedCommand(
          environment.stack,
          options,
          { action: 'switch', target: name, details: { generation } },
          () => makeLive(environment, generation),
          (before) => ({ result: 'done', outcome: `before it was ${before}` }),
        )
        process.stdout.write(`${name}: generation ${generation} is live; before it was ${previous}.\n`)
      } finally {
        environment.client.destroy()
      }
    })
}
