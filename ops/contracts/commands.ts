import type { Command } from 'commander'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { services } from '../../lib/services.ts'
import { subscriptions } from '../../lib/subscriptions.ts'
import { severalGiven } from '../cli/given.ts'
import { reasonGiven } from '../cli/reason.ts'
import { wholeNumber } from '../program.ts'
import { type CheckOptions, check, DIRECTORY, judge, type Today } from './check-command.ts'
import { nameOf } from './contract.ts'
import { addDocumentCommands } from './documents/command.ts'
import { drifted, writeDocument } from './documents/documents.ts'
import { audienceOf, namersOf } from './gate/audience.ts'
import { deploymentOrders } from './gate/deployment-orders.ts'
import { releaseOf } from './gate/release.ts'
import { describeBreakages } from './gate/report.ts'
import { writeContract } from './released/contract-files.ts'
import { proofOf, retirable, wordOf } from './released/retire.ts'
import { addVerifyCommand } from './verify/command.ts'

/** `contracts check | release | retire`: what was promised to other teams, and to what is stored. */
export function addContractCommands(program: Command, today: Today): void {
  const contracts = program.command('contracts').description('schemas of events and commands: check, release, retire')
  contracts
    .command('check')
    .description('compare the code with every released schema and sample; exit code 1 if something breaks')
    .option('--released', 'fail, too, when something is new and not released yet: for deployments')
    .option(
      '--against <revision>',
      'fail, too, when something that was released in this git revision is no longer kept: for pull requests',
    )
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
      'checkpoint of a finished "ops contracts verify" that began within the last 24 hours; may be given several times, once for each installation',
      severalGiven,
      [] as readonly string[],
    )
    .option(
      '--reason <text>',
      'why nothing of it can be stored anywhere, in place of --verified; of a command, why none of it waits',
      reasonGiven,
    )
    .action((type: string, options: RetireOptions) => retire(type, options, today))
  addDocumentCommands(contracts, DIRECTORY)
  addVerifyCommand(contracts)
}

interface RetireOptions {
  readonly version: number
  readonly verified: readonly string[]
  readonly reason?: string
}

async function release(isDryRun: boolean, today: Today): Promise<void> {
  const { declared, released, breakages, ...allowed } = await judge(today)
  const audience = audienceOf(services, subscriptions)
  if (breakages.length > 0) {
    process.stdout.write(`${describeBreakages(breakages, audience)}\n\n`)
    for (const line of allowed.superfluous) process.stdout.write(`${line}\n`)
    process.stdout.write('Nothing was released.\n')
    process.exitCode = 1
    return
  }
  for (const line of deploymentOrders(allowed, audience)) process.stdout.write(`${line}\n`)
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
  const found = retirable({ type, version }, declared, released, namersOf(services, subscriptions))
  const proof =
    found.kind === 'event'
      ? await proofOf({ type, version }, verified, reason, systemClock.now())
      : wordOf({ type, version }, verified, reason)
  const retired = { ...found, ...proof, removed: today() }
  process.stdout.write(`${await writeContract(DIRECTORY, retired)}: the name is reserved from now on.\n`)
}
