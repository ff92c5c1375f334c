import { allCommands, allEvents } from '../../events/catalog.ts'
import { services } from '../../lib/services.ts'
import { subscriptions } from '../../lib/subscriptions.ts'
import { counted } from '../cli/counted.ts'
import { contractsOf, nameOf } from './contract.ts'
import { drifted } from './documents/documents.ts'
import { audienceOf } from './gate/audience.ts'
import { type Breakage, changeOf } from './gate/breakage.ts'
import { weakenedText } from './gate/check.ts'
import { deploymentOrders } from './gate/deployment-orders.ts'
import { readExceptions } from './gate/exceptions.ts'
import { behindWeakerMode, judgeContracts } from './gate/judge.ts'
import { describeBreakages } from './gate/report.ts'
import { contractsAt, readContracts } from './released/contract-files.ts'
import { lostHistory, lostText } from './released/lost-history.ts'

export const DIRECTORY = 'contracts'

/** Today's date, `YYYY-MM-DD`, UTC. */
export type Today = () => string

export interface CheckOptions {
  readonly released?: boolean
  /** Name of a git revision. */
  readonly against?: string
  readonly json?: boolean
}

/** Compares the contracts that the code declares with the released ones. */
export async function judge(today: Today) {
  const [released, exceptions] = await Promise.all([readContracts(DIRECTORY), readExceptions(DIRECTORY, today())])
  const declared = contractsOf(allEvents, allCommands)
  return { declared, released, exceptions, ...judgeContracts(declared, released, exceptions, today()) }
}

/** `contracts check` */
export async function check({ released: mustBeReleased, against, json }: CheckOptions, today: Today): Promise<void> {
  const { declared, released, exceptions, excused, notes, superfluous, unreleased, unasked, weakened, ...judged } =
    await judge(today)
  const isUnreleased = Boolean(mustBeReleased) && unreleased.length > 0
  const outdated = await drifted(DIRECTORY)
  const base = against === undefined ? [] : await contractsAt(against, DIRECTORY)
  const lost = lostHistory(base, released, DIRECTORY)
  const breakages = [...judged.breakages, ...behindWeakerMode(declared, base, exceptions, today())]
  if (breakages.length + superfluous.length + outdated.length + lost.length > 0 || isUnreleased) process.exitCode = 1
  if (json) {
    const documents = outdated.map(({ file }) => file)
    const named = (one: Breakage) => ({ ...one, besides: undefined, change: changeOf(one) })
    const found = {
      breakages: breakages.map(named),
      excused: excused.map(named),
      unasked: unasked.map(named),
      notes,
      superfluous,
      unreleased,
      weakened,
      outdated: documents,
      lost,
    }
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
    return
  }
  const audience = audienceOf(services, subscriptions)
  if (breakages.length > 0) process.stdout.write(`${describeBreakages(breakages, audience)}\n\n`)
  for (const line of deploymentOrders({ excused, unasked, unreleased }, audience)) process.stdout.write(`${line}\n`)
  for (const note of [...notes, ...superfluous]) process.stdout.write(`${note}\n`)
  for (const one of weakened) process.stdout.write(`${weakenedText(one)}\n`)
  for (const line of lost) process.stdout.write(`${lostText(line, String(against))}\n`)
  for (const contract of unreleased) {
    process.stdout.write(`Not released yet: ${nameOf(contract)}. "npm run contracts -- release" writes it down.\n`)
  }
  for (const { file } of outdated) {
    const path = `${DIRECTORY}/${file}`
    process.stdout.write(`${path} is not what the code says. "npm run contracts -- release" writes it.\n`)
  }
  const excuses = excused.length > 0 ? `, ${excused.length} excused` : ''
  process.stdout.write(`${counted(declared.length, 'contract')}: ${counted(breakages.length, 'breakage')}${excuses}.\n`)
}
