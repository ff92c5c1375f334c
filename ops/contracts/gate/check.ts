import { compare } from '../compare/compare.ts'
import type { Contract, ContractId } from '../contract.ts'
import type { ReleasedContract, Revision } from '../released/released-contract.ts'
import { canonicalJson } from '../schema/json-schema.ts'
import type { Breakage } from './breakage.ts'
import { directionsOf, isTransitive } from './modes.ts'
import { reusedNames } from './reused-names.ts'
import { refusedSamples } from './samples.ts'

export interface Verdict {
  readonly breakages: readonly Breakage[]
  /** What is allowed and new since the last release: to be released before it is deployed. */
  readonly unreleased: readonly ContractId[]
}

const keyOf = ({ kind, type, version }: ContractId): string => `${kind} ${type} ${version}`

/** Compares what the code declares with everything that was released. */
export function checkContracts(contracts: readonly Contract[], released: readonly ReleasedContract[]): Verdict {
  const declared = new Map(contracts.map((contract) => [keyOf(contract), contract]))
  const known = new Map(released.map((one) => [keyOf(one), one]))
  const breakages: Breakage[] = contracts.flatMap(refusedByItself)
  for (const one of released) {
    const contract = declared.get(keyOf(one))
    if (contract) breakages.push(...compareWithReleases(contract, one), ...refusedSamples(contract, one))
    if (!contract && !one.removed) breakages.push(gone(one, contracts))
    if (contract && one.removed) breakages.push(returned(one))
  }
  const unreleased = contracts.filter((contract) => {
    const newest = known.get(keyOf(contract))?.revisions.at(-1)
    const isBroken = breakages.some((breakage) => keyOf(breakage.contract) === keyOf(contract))
    return !isBroken && (!newest || !isSame(contract, newest))
  })
  return { breakages, unreleased }
}

export const isSame = (contract: Contract, { writer, reader }: Revision): boolean =>
  canonicalJson([contract.writer, contract.reader]) === canonicalJson([writer, reader])

function compareWithReleases(contract: Contract, { revisions }: ReleasedContract): Breakage[] {
  const { kind, type, version } = contract
  const counted = isTransitive(contract.compatibility) ? revisions : revisions.slice(-1)
  const found = new Map<string, Breakage>()
  for (const revision of counted.toReversed()) {
    for (const direction of directionsOf(contract.compatibility)) {
      const isBackward = direction === 'backward'
      const [writer, reader] = isBackward ? [revision.writer, contract.reader] : [contract.writer, revision.reader]
      for (const { rule, pointer, message, written, read } of compare(writer, reader)) {
        const [old, now] = isBackward ? [written, read] : [read, written]
        const breakage: Breakage = {
          rule,
          contract: { kind, type, version },
          direction,
          pointer,
          message,
          old,
          now,
          released: revision.released,
        }
        // The newest release that breaks is named; older ones with the same fault add nothing.
        const key = `${rule} ${direction} ${pointer}`
        if (!found.has(key)) found.set(key, breakage)
      }
    }
  }
  return [...found.values(), ...reusedNames(contract, revisions)]
}

/** What is released as it is could never be compared with what comes after it, not even with itself. */
function refusedByItself({ kind, type, version, writer, reader }: Contract): Breakage[] {
  const [first] = compare(writer, reader)
  if (!first) return []
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

const returned = ({ kind, type, version, removed }: ReleasedContract): Breakage => ({
  rule: 'NAME_REUSED',
  contract: { kind, type, version },
  pointer: '',
  message: `it was removed on ${removed}, and its name is reserved: what comes back would be read as what it was`,
})
