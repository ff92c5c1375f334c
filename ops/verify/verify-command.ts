import type { Command } from 'commander'
import { examples } from '../cli/examples.ts'
import { JSON_OPTION, print } from '../cli/print.ts'
import { grouped, progressBar } from '../cli/progress-bar.ts'
import { UsageError } from '../cli/usage-error.ts'
import { readModelNames } from '../generations/find-read-model.ts'
import { existingGeneration, generationName } from '../generations/generation-argument.ts'
import { wholeNumber } from '../program.ts'
import { readModelEnvironment } from '../rebuild/environment.ts'
import { storeOf } from '../rebuild/rebuild.ts'
import { equalText, settled, verifyReadModel } from './verify-read-model.ts'

const SHOWN = 20
const PAUSE_MS = 2_000

interface Options {
  readonly generation?: string
  readonly segments: number
  readonly attempts: number
  readonly json?: boolean
}

export function verifyCommand(program: Command): void {
  program
    .command('verify')
    .description('compare a read model, byte by byte, with a fresh fold of the event table; exit code 1 if it differs')
    .argument('<read-model>', readModelNames().join(', '))
    .option('--generation <name>', 'which one (default: the live one)', generationName)
    .option('--segments <n>', 'parallel readers of the event table, 1 to 1000', wholeNumber(1, 1000), 8)
    .option('--attempts <n>', 'looks until a difference counts: events may be on their way', wholeNumber(1, 100), 5)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('verify order-view', 'verify order-view --generation g2 --json'))
    .action(async (name: string, options: Options, command: Command) => {
      const environment = await readModelEnvironment(name, command)
      try {
        const generations = await storeOf(environment).load()
        const generation = options.generation ?? generations.live
        if (existingGeneration(generations, generation) === 'building') {
          throw new UsageError(`Generation ${generation} is not complete yet: there is nothing to compare.`)
        }
        const { events, documents, behind, unknown, differences } = await settled(
          async () => {
            const bar = progressBar(`verify ${name} ${generation}`, 'events', undefined)
            const onProgress = (done: number) => bar.update(done)
            return verifyReadModel({ ...environment, generation, segments: options.segments, onProgress }).finally(() =>
              bar.end(),
            )
          },
          () => environment.pause(PAUSE_MS),
          options.attempts,
        )
        const shown = differences.slice(0, SHOWN).map(({ kind, document }) => `${kind}  ${document}\n`)
        const verdict =
          differences.length === 0 ? equalText({ behind, unknown }) : `${grouped(differences.length)} DIFFER`
        print(
          options.json,
          { generation, events, documents, behind, unknown, differences },
          () =>
            `${shown.join('')}${name} ${generation}: ${grouped(documents)} documents from ${grouped(events)} events: ${verdict}.\n`,
        )
        if (differences.length > 0) process.exitCode = 1
      } finally {
        environment.client.destroy()
      }
    })
}
