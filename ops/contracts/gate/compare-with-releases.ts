import { compare } from '../compare/compare.ts'
import type { Finding } from '../compare/finding.ts'
import type { Contract } from '../contract.ts'
import type { ReleasedContract, Revision } from '../released/released-contract.ts'
import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import type { Breakage } from './breakage.ts'
import { changedMeaning } from './changed-meaning.ts'
import { type Direction, directionsOf, isTransitive } from './modes.ts'

/** Breaks with released forms of the same version, in the directions, and with as many of them, as the mode asks for. */
export function compareWithReleases(contract: Contract, released: ReleasedContract): Breakage[] {
  const directions = directionsFor(contract)
  const revisions = isTransitive(contract.compatibility) ? released.revisions : released.revisions.slice(-1)
  const breakages = breaksWith(contract, revisions, directions)
  if (!directions.includes('backward')) return breakages
  const told = (which: Direction) =>
    new Set(breakages.filter(({ direction }) => direction === which).map(({ pointer }) => pointer))
  return [...breakages, ...changedMeaning(contract, released, told('backward'), told('forward'))]
}

/** What the newest release cannot read of what the code writes, where the mode does not ask for that: it still decides who is deployed first. */
export function unaskedForward(contract: Contract, { revisions }: ReleasedContract): Breakage[] {
  const { compatibility, isWritten } = contract
  const isAsked = compatibility === 'none' || directionsOf(compatibility).includes('forward')
  return isAsked || !isWritten ? [] : breaksWith(contract, revisions.slice(-1), ['forward'])
}

function breaksWith(contract: Contract, revisions: readonly Revision[], directions: readonly Direction[]): Breakage[] {
  const { kind, type, version } = contract
  const found = new Map<string, Breakage>()
  for (const revision of revisions.toReversed()) {
    for (const direction of directions) {
      const isBackward = direction === 'backward'
      const [writer, reader] = isBackward ? [revision.writer, contract.reader] : [contract.writer, revision.reader]
      const findings = Map.groupBy(compare(writer, reader), placeOf)
      for (const [place, own] of findings) {
        const key = `${direction} ${place}`
        // The newest release that breaks is named; older ones with the same fault add nothing.
        if (found.has(key)) continue
        const toldApart = own.map((one) => changeIn(one, isBackward, writer, reader))
        const [first] = toldApart
        const [{ rule, pointer, message }] = own as [Finding]
        found.set(key, {
          rule,
          contract: { kind, type, version },
          direction,
          pointer,
          message,
          ...first,
          ...(own.length > 1 && { besides: toldApart }),
          released: revision.released,
        })
      }
    }
  }
  return [...found.values()]
}

/**
 * Findings of one rule at one place are one breakage. Each check in code is a breakage of its own, so that an exception for one of them does
 * not excuse another.
 */
const placeOf = ({ rule, pointer, read }: Finding): string =>
  `${rule} ${pointer} ${rule === 'CODE_CHECK_ADDED' ? read : ''}`

/** A schema that refers to definitions is another one if these are. */
function changeIn(
  { written, read }: Finding,
  isBackward: boolean,
  writer: JsonSchema,
  reader: JsonSchema,
): Pick<Breakage, 'old' | 'now' | 'besides'> {
  const [old, now] = isBackward ? [written, read] : [read, written]
  const refers = canonicalJson([old, now]).includes('"$ref"')
  return { old, now, ...(refers && { besides: [writer.$defs, reader.$defs] }) }
}

/** Released code has nothing to read of a version that the code does not write any more. */
const directionsFor = ({ compatibility, isWritten }: Contract): readonly Direction[] =>
  directionsOf(compatibility).filter((direction) => direction === 'backward' || isWritten)
