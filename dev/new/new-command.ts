import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { UsageError } from '../../local/usage/usage-error.ts'
import { refuseUnknownFirst } from '../../ops/cli/unknown-option.ts'
import { projectRoot } from '../synthesize.ts'
import { Draft } from './draft.ts'
import { newProgram } from './program.ts'

/** Writes what a generator drafts, or only says so; then what is left to do. */
function carryOut(generate: (draft: Draft) => void, dryRun: boolean): void {
  const draft = new Draft(projectRoot)
  generate(draft)
  const { files } = draft
  if (!dryRun) {
    draft.write()
    format(files.map(({ path }) => path))
  }
  for (const { path, isNew } of files) console.log(`${isNew ? 'new    ' : 'changed'}  ${path}`)
  if (dryRun) console.log('\nNothing was written (--dry-run).')
  else if (draft.nextSteps.length > 0) console.log(`\nNext:\n${draft.nextSteps.map((step) => `- ${step}`).join('\n')}`)
}

async function makeProject(directory: string, name: string | undefined): Promise<void> {
  const { newPipeline } = await import('./pipeline/new-pipeline.ts')
  await newPipeline({ source: projectRoot, directory, name })
  console.log(`${directory} is a pipeline of its own.

Next:
- cd ${/\s/.test(directory) ? `"${directory}"` : directory}
- git init, and commit
- npm ci
- npm start
- README.md says what is yours, and how it gets later versions of the engine.`)
}

/** Sorts imports and breaks lines as everywhere in the project. What was written is right without it, too. */
function format(files: readonly string[]): void {
  const biome = join(projectRoot, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  spawnSync(process.execPath, [biome, 'check', '--write', ...files], { cwd: projectRoot, stdio: 'ignore' })
}

/** `npm run new`. @returns the exit code. @throws {UsageError} for what was typed, or would overwrite something. */
export async function runNew(): Promise<number> {
  try {
    const program = newProgram(carryOut, makeProject)
    refuseUnknownFirst(program, process.argv)
    await program.parseAsync(process.argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Commander has printed its help, also where nothing was typed.
    if (error.exitCode === 0 || error.code === 'commander.help') return 0
    throw new UsageError(`${error.message.replace(/^error: /, '').replace(/([^.?)])$/, '$1.')}`)
  }
  return 0
}
