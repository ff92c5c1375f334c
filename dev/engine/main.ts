import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { runCommand } from '../../local/usage/run-command.ts'
import { ExpectedError, UsageError } from '../../local/usage/usage-error.ts'
import { refuseUnknownFirst } from '../../ops/cli/unknown-option.ts'
import { projectRoot } from '../synthesize.ts'
import { readRecord } from './engine-record.ts'
import { changedHere, updateEngine } from './update.ts'

const isAddress = (source: string): boolean => /^(https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/.test(source)

/** A checkout that is there, or a fresh clone of a repository's main branch, which is deleted afterwards. */
async function withCheckout<Result>(source: string, work: (directory: string) => Promise<Result>): Promise<Result> {
  if (!isAddress(source)) return work(resolve(source))
  const directory = mkdtempSync(join(tmpdir(), 'engine-'))
  try {
    execFileSync('git', ['clone', '--quiet', '--depth', '1', '--', source, directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return await work(directory)
  } catch (error) {
    const { stderr, code, syscall } = error as { stderr?: Buffer; code?: string; syscall?: string }
    if (code === 'ENOENT' && syscall === 'spawnSync git') {
      throw new ExpectedError(
        `${source} cannot be cloned, because git is not installed. Install it, or give a directory that holds the engine's sources.`,
      )
    }
    const said = stderr?.toString().trim()
    throw said ? new ExpectedError(`${source} cannot be cloned: ${said}`) : error
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function status(): void {
  const record = readRecord(projectRoot)
  const changed = changedHere(projectRoot, record)
  console.log(`Engine of commit ${record.commit ?? 'unknown'}, ${Object.keys(record.files).length} files.`)
  if (changed.length === 0) console.log('None of them is changed here: an update may replace them.')
  else console.log(`Changed here, which stops an update:\n${changed.map((file) => `  ${file}`).join('\n')}`)
}

interface Options {
  readonly from: string
  readonly dryRun?: boolean
  readonly overwrite?: boolean
}

async function update({ from, dryRun = false, overwrite = false }: Options): Promise<void> {
  const changes = await withCheckout(from, (source) =>
    updateEngine({ project: projectRoot, source, dryRun, overwrite }),
  )
  for (const { change, file } of changes) console.log(`${change.padEnd(8)} ${file}`)
  if (changes.length === 0) console.log('The engine is the same already.')
  else if (dryRun) console.log('\nNothing was written (--dry-run).')
  else {
    console.log(
      '\nNext:\n- npm install\n- npm run check && npm test\n- npm run contracts -- release, if check:contracts asks for it\n- git diff, and commit',
    )
  }
}

function program(): Command {
  const all = new Command('npm run engine --')
    .description(
      'The part of this project that comes from the engine: bin, lib, local, ops, dev, lambdas/runtime and so on.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .exitOverride()
  all.command('status').description('which version it is, and what of it was changed here').action(status)
  all
    .command('update')
    .description('replace it by that of another checkout; your services, events and tests are not touched')
    .requiredOption('--from <source>', 'a checkout of the engine, or the address of its repository')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--overwrite', 'give up changes that were made to it here')
    .action(update)
  return all
}

await runCommand('npm run engine -- --help', async () => {
  try {
    const all = program()
    refuseUnknownFirst(all, process.argv)
    await all.parseAsync(process.argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0 || error.code === 'commander.help') return 0
    throw new UsageError(`${error.message.replace(/^error: /, '').replace(/([^.?)])$/, '$1.')}`)
  }
  return 0
})
