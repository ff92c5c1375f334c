import type { Command } from 'commander'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { confirm } from '../cli/confirm.ts'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { grouped, progressBar } from '../cli/progress-bar.ts'
import { readModelNames } from '../generations/find-read-model.ts'
import { generationName } from '../generations/generation-argument.ts'
import { targetOf } from '../stack/where.ts'
import { drainMsOf } from './drain.ts'
import { dropGeneration, droppable } from './drop-generation.ts'
import { readModelEnvironment } from './environment.ts'
import { storeOf } from './rebuild.ts'

interface Options extends AuditOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

const IS = {
  building: 'which is being built',
  ready: 'which is complete',
  gone: 'which was ended before and may have left documents',
} as const

export function dropCommand(program: Command): void {
  withAuditOptions(program.command('drop'))
    .description('delete a generation that is not live')
    .argument('<read-model>', readModelNames().join(', '))
    .argument('<generation>', 'e.g. g1', generationName)
    .option('--dry-run', 'delete nothing: tell what would be done')
    .option('--yes', 'do not ask, for scripts')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('drop order-view g1 --dry-run', 'drop order-view g1 --yes'))
    .action(async (name: string, generation: string, options: Options, command: Command) => {
      const { dryRun = false, yes = false, json } = options
      const environment = await readModelEnvironment(name, command)
      try {
        const state = droppable(await storeOf(environment).load(), generation)
        if (dryRun) {
          print(
            json,
            { generation, state },
            () => `${name}: generation ${generation}, ${IS[state]}, would be deleted.\n`,
          )
          return
        }
        await confirm(targetOf(environment.stack), `Generation ${generation} of ${name} is deleted, for good.`, yes)
        const bar = progressBar(`drop ${name} ${generation}`, 'documents', undefined)
        const dropping = {
          ...environment,
          drainMs: drainMsOf(name),
          onProgress: (deleted: number) => bar.update(deleted),
        }
        const documents = await auditedCommand(
          environment.stack,
          options,
          { action: 'drop', target: name, details: { generation } },
          () => dropGeneration(dropping, generation),
          (deleted) => ({ result: 'done', outcome: `${deleted} documents` }),
        ).finally(() => bar.end())
        print(
          json,
          { generation, documents },
          () => `${name}: generation ${generation} is gone, ${grouped(documents)} documents.\n`,
        )
      } finally {
        environment.client.destroy()
      }
    })
}
