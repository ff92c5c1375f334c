import type { Command } from 'commander'
import { type AuditOptions, auditedCommand, withAuditOptions } from '../audit/audited-command.ts'
import { readModelEnvironment } from '../generations/environment.ts'
import { readModelNames } from '../generations/find-read-model.ts'
import { generationName } from '../generations/generation-argument.ts'
import { grouped, progressBar } from '../terminal/progress-bar.ts'
import { dropGeneration } from './drop-generation.ts'

/** Longer than a consumer may run, and longer than a reader caches which generation is live. */
const DRAIN_MS = 15_000

export function dropCommand(program: Command): void {
  withAuditOptions(program.command('drop'))
    .description('delete a generation that is not live')
    .argument('<read-model>', readModelNames().join(', '))
    .argument('<generation>', 'e.g. g1', generationName)
    .action(async (name: string, generation: string, options: AuditOptions, command: Command) => {
      const environment = await readModelEnvironment(name, command)
      const bar = progressBar(`drop ${name} ${generation}`, 'documents', undefined)
      try {
        const dropping = {
          ...environment,
          drainMs: DRAIN_MS,
          onProgress: (deleted: number) => bar.update(deleted),
        }
        const documents = await auditedCommand(
          environment.stack,
          options,
          { action: 'drop', target: name, details: { generation } },
          () => dropGeneration(dropping, generation),
          (deleted) => ({ result: 'done', outcome: `${deleted} documents` }),
        )
        bar.end()
        process.stdout.write(`${name}: generation ${generation} is gone, ${grouped(documents)} documents.\n`)
      } finally {
        environment.client.destroy()
      }
    })
}
