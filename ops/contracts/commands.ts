import type { Command } from 'commander'
import { allCommands, allEvents } from '../../events/catalog.ts'
import { services } from '../../lib/services.ts'
import { reasonGiven } from '../cli/reason.ts'
import { wholeNumber } from '../program.ts'
import { contractsOf, nameOf } from './contract.ts'
import { addDocumentCommands } from './documents/command.ts'
import { drifted, writeDocument } from './documents/documents.ts'
import { audienceOf } from './gate/audience.ts'
import { checkContracts } from './gate/check.ts'
import { applyExceptions, readExceptions } from './gate/exceptions.ts'
import { releaseOf } from './gate/release.ts'
import { describeBreakages } from './gate/report.ts'
import { readContracts, writeContract } from './released/contract-files.ts'
import { proofOf, retirable } from './released/retire.ts'
import { addVerifyCommand } from './verify/command.ts'

const DIRECTORY = 'contracts'

/** Today's date, `YYYY-MM-DD`, UTC. */
type Today = () => string

/** `contracts check | release | retire`: what was promised to other teams, and to what is stored. */
export function addContractCommands(program: Command, today: Today): void {
  const contracts = program.command('contracts').description('schemas of events and commands: check, release, retire')
  contracts
    .command('check')
    .description('compare the code with every released schema and sample; exit code 1 if something breaks')
    .option('--released', 'fail, too, when something is new and not released yet: for deployments')
    .option('--json', 'print the findings as JSON')
    .action((options: CheckOptions) => check(options, today))
  contracts
    .command('release')
    .description(`write the schemas and documents of today to ${DIRECTORY}/; refused while the check finds breakages`)
    .option('--dry-run', 'only say what would be written')
    .action((options: { readonly dryRun?: boolean }) => release(options.dryRun ?? false, today))
  contracts
    .command('retire')
    .description('reserve the name of a version that the code no longer has and nothing stored needs')
    .argument('<type>', 'event type or command')
    .requiredOption('--version <n>', 'its version', wholeNumber(1, 10_000))
    .option(
      '--verified <file>',
      'checkpoint of a finished "ops contracts verify"; may be given several times, once for each installation',
      (file: string, before: readonly string[]) => [...before, file],
      [] as readonly string[],
    )
    .option('--reason <text>', 'why nothing of it can be stored anywhere, in place of --verified', reasonGiven)
    .action((type: string, options: RetireOptions) => retire(type, options, today))
  addDocumentCommands(contracts, DIRECTORY)
  addVerifyCommand(contracts)
}

interface RetireOptions {
  readonly version: number
  readonly verified: readonly string[]
  readonly reason?: string
}

interface CheckOptions {
  readonly released?: boolean
  readonly json?: boolean
}

async function judge(today: Today) {
  const [released, exceptions] = await Promise.all([readContracts(DIRECTORY), readExceptions(DIRECTORY)])
  const declared = contractsOf(allEvents, allCommands)
  const { breakages, unreleased } = checkContracts(declared, released)
  return { declared, released, unreleased, ...applyExceptions(breakages, exceptions, today()) }
}

async function check({ released: mustBeReleased, json }: CheckOptions, today: Today): Promise<void> {
  const { declared, breakages, excused, notes, unreleased } = await judge(today)
  const isUnreleased = Boolean(mustBeReleased) && unreleased.length > 0
  const outdated = await drifted(DIRECTORY)
  if (breakages.length > 0 || isUnreleased || outdated.length > 0) process.exitCode = 1
  if (json) {
    const documents = outdated.map(({ file }) => file)
    process.stdout.write(`${JSON.stringify({ breakages, excused, notes, unreleased, outdated: documents }, null, 2)}\n`)
    return
  }
  if (breakages.length > 0) process.stdout.write(`${describeBreakages(breakages, audienceOf(services))}\n\n`)
  for (const note of notes) process.stdout.write(`${note}\n`)
  for (const contract of unreleased) {
    process.stdout.write(`Not released yet: ${nameOf(contract)}. "npm run contracts -- release" writes it down.\n`)
  }
  for (const { file } of outdated) {
    const path = `${DIRECTORY}/${file}`
    process.stdout.write(`${path} is not what the code says. "npm run contracts -- release" writes it.\n`)
  }
  const excuses = excused.length > 0 ? `, ${excused.length} excused` : ''
  process.stdout.write(`${declared.length} contracts: ${breakages.length} breakages${excuses}.\n`)
}

async function release(isDryRun: boolean, today: Today): Promise<void> {
  const { declared, released, breakages } = await judge(today)
  if (breakages.length > 0) {
    process.stdout.write(`${describeBreakages(breakages, audienceOf(services))}\n\nNothing was released.\n`)
    process.exitCode = 1
    return
  }
  let written = 0
  for (const contract of declared) {
    const before = released.find((one) => nameOf(one) === nameOf(contract))
    const next = releaseOf(contract, before, today())
    if (!next) continue
    written++
    const verb = before ? 'revised' : 'new'
    const where = isDryRun ? '' : `  ${await writeContract(DIRECTORY, next)}`
    process.stdout.write(`${verb.padEnd(8)} ${nameOf(contract)}${where}\n`)
  }
  for (const document of await drifted(DIRECTORY)) {
    written++
    const where = isDryRun ? '' : `  ${await writeDocument(DIRECTORY, document)}`
    process.stdout.write(`${'revised'.padEnd(8)} ${document.describes}${where}\n`)
  }
  const done = isDryRun ? 'would be written' : 'written'
  process.stdout.write(written === 0 ? 'Nothing is new since the last release.\n' : `${written} files ${done}.\n`)
}

async function retire(type: string, { version, verified, reason }: RetireOptions, today: Today): Promise<void> {
  const { declared, released } = await judge(today)
  const found = retirable({ type, version }, declared, released)
  const proof = found.kind === 'event' ? await proofOf({ type, version }, verified, reason) : {}
  const retired = { ...found, ...proof, removed: today() }
  process.stdout.write(`${await writeContract(DIRECTORY, retired)}: the name is reserved from now on.\n`)
}
