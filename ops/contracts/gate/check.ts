import { compare } from '../compare/compare.ts'
import { type Contract, type ContractId, nameOf } from '../contract.ts'
import type { ReleasedContract } from '../released/released-contract.ts'
import type { Breakage } from './breakage.ts'
import { changedDeclaration, declaredBefore } from './changed-declaration.ts'
import { compareWithReleases, unaskedForward } from './compare-with-releases.ts'
import { failingUpcast } from './failing-upcast.ts'
import { bothOf, isWeaker } from './modes.ts'
import { refusedExample } from './refused-example.ts'
import { isReleased } from './release.ts'
import { reusedNames } from './reused-names.ts'
import { refusedSamples } from './samples.ts'

export interface Verdict {
  readonly breakages: readonly Breakage[]
  /** Contracts that are new or changed since the last release. They have to be released before they are deployed. */
  readonly unreleased: readonly ContractId[]
  /** Contracts that ask for less than was released; what was released counts until the weaker mode is released, too. */
  readonly weakened: readonly Weakened[]
  /** What released code cannot read of contracts that are not released yet, and whose mode does not ask for it. */
  readonly unasked: readonly Breakage[]
}

export interface Weakened extends ContractId {
  readonly now: string
  readonly released: string
}

const keyOf = ({ kind, type, version }: ContractId): string => `${kind} ${type} ${version}`

const typeOf = ({ kind, type }: ContractId): string => `${kind} ${type}`

/** Compares what the code declares with everything that was released. */
export function checkContracts(contracts: readonly Contract[], released: readonly ReleasedContract[]): Verdict {
  const declared = new Map(contracts.map((contract) => [keyOf(contract), contract]))
  const known = new Map(released.map((one) => [keyOf(one), one]))
  const breakages: Breakage[] = contracts.flatMap(refusedByItself)
  const unasked: Breakage[] = []
  for (const one of released) {
    const contract = declared.get(keyOf(one))
    if (contract) {
      const compatibility = bothOf(contract.compatibility, declaredBefore(contract, released)?.compatibility)
      breakages.push(...compareWithReleases({ ...contract, compatibility }, one), ...refusedSamples(contract, one))
      if (!isReleased(contract, one)) unasked.push(...unaskedForward({ ...contract, compatibility }, one))
    }
    if (!contract && !one.removed) breakages.push(gone(one, contracts))
    if (contract && one.removed && !isRetired(one, released)) breakages.push(returned(one, released))
  }
  for (const contract of contracts) {
    if (isRetired(contract, released)) breakages.push(returnedType(contract, released))
    breakages.push(...reusedNames(contract, released), ...changedDeclaration(contract, released))
  }
  const broken = new Set(breakages.map(({ contract }) => typeOf(contract)))
  for (const contract of contracts) {
    // Upcasts of a type with other breakages are not judged yet: mending those changes its schema.
    if (!broken.has(typeOf(contract))) breakages.push(...failingUpcast(contract, known.get(keyOf(contract))))
  }
  const unreleased = contracts.filter((contract) => !isReleased(contract, known.get(keyOf(contract))))
  return { breakages, unreleased, unasked, weakened: contracts.flatMap((contract) => weakenedBy(contract, released)) }
}

function weakenedBy(contract: Contract, released: readonly ReleasedContract[]): Weakened[] {
  const before = contract.declared && declaredBefore(contract, released)
  if (!before || !isWeaker(contract.compatibility, before.compatibility)) return []
  const { kind, type, version } = contract
  return [{ kind, type, version, now: contract.compatibility, released: before.compatibility }]
}

export const weakenedText = ({ now, released, ...contract }: Weakened): string =>
  `${nameOf(contract)} asks for "${now}", and "${released}" was released, which counts until "npm run contracts -- release" has written the weaker one down. Change the mode first, in a change of its own.`

/** Refuses a contract that does not even match itself: no later form of it could ever be compared with it. */
function refusedByItself(declared: Contract): Breakage[] {
  const { kind, type, version, writer, reader } = declared
  const example = refusedExample(declared)
  const [first] = compare(writer, reader)
  if (!first) return example ? [example] : []
  const { rule, pointer, message, written, read } = first
  const contract = { kind, type, version }
  return [{ rule: 'SELF_REFUSED', contract, pointer, message: `${rule}: ${message}`, old: written, now: read }]
}

function gone({ kind, type, version, revisions }: ReleasedContract, contracts: readonly Contract[]): Breakage {
  const isKnownType = contracts.some((contract) => contract.kind === kind && contract.type === type)
  return {
    rule: isKnownType ? 'VERSION_REMOVED' : 'TYPE_REMOVED',
    contract: { kind, type, version },
    pointer: '',
    message: isKnownType ? 'this version is gone from the code' : 'this type is gone from the code',
    released: revisions.at(-1)?.released ?? '',
  }
}

/** Whether every version of a type was retired, so that nothing carries its name on. */
function isRetired({ kind, type }: ContractId, released: readonly ReleasedContract[]): boolean {
  const own = released.filter((one) => one.kind === kind && one.type === type)
  return own.length > 0 && own.every(({ removed }) => removed)
}

function returnedType({ kind, type, version }: Contract, released: readonly ReleasedContract[]): Breakage {
  const own = released.filter((one) => one.kind === kind && one.type === type)
  const removed = own
    .flatMap((one) => one.removed ?? [])
    .sort()
    .at(-1)
  return {
    rule: 'NAME_REUSED',
    contract: { kind, type, version },
    pointer: '',
    message: `all versions of this type were removed, the last one on ${removed}, and its name is reserved: another type under this name would be mistaken for the old one`,
  }
}

function returned({ kind, type, version, removed }: ReleasedContract, released: readonly ReleasedContract[]): Breakage {
  const used = released.filter((one) => one.kind === kind && one.type === type).map((one) => one.version)
  return {
    rule: 'NAME_REUSED',
    contract: { kind, type, version },
    pointer: '',
    message: `it was removed on ${removed}, and its name is reserved: another version under this number would be mistaken for the old one`,
    nextVersion: Math.max(...used) + 1,
  }
}
