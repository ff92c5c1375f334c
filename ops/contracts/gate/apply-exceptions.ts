import { closestOf } from '../../cli/closest.ts'
import { type ContractId, nameOf } from '../contract.ts'
import { type Breakage, changeOf } from './breakage.ts'
import type { Exception } from './exceptions.ts'

export interface Excused {
  readonly breakages: readonly Breakage[]
  readonly excused: readonly Breakage[]
  /** Exceptions that have expired, each with its reason. */
  readonly notes: readonly string[]
  /**
   * Exceptions that excuse nothing, or no longer, or do not say which change. They have to go, or to name it: a reason that was given
   * for one change excuses no other at the same place.
   */
  readonly superfluous: readonly string[]
}

/**
 * @param known every contract that is declared or was released.
 * @param today `YYYY-MM-DD`, UTC.
 */
export function applyExceptions(
  breakages: readonly Breakage[],
  exceptions: readonly Exception[],
  known: readonly ContractId[],
  today: string,
): Excused {
  const current = exceptions.filter(({ expires }) => expires >= today)
  const isExcused = (breakage: Breakage) => current.some((one) => excuses(one, breakage))
  const left = breakages.filter((one) => !isExcused(one))
  return {
    breakages: left,
    excused: breakages.filter(isExcused),
    notes: exceptions
      .filter(({ expires }) => expires < today)
      .map((one) => `${nameOfException(one, known)} expired on ${one.expires}: ${one.reason}`),
    superfluous: current
      .filter((one) => !breakages.some((breakage) => excuses(one, breakage)))
      .flatMap((one) => whyNothing(one, left, known)),
  }
}

const isAbout = ({ rule, type, version, direction, pointer }: Exception, breakage: Breakage): boolean =>
  rule === breakage.rule &&
  type === breakage.contract.type &&
  version === breakage.contract.version &&
  direction === breakage.direction &&
  pointer === breakage.pointer

const excuses = (one: Exception, breakage: Breakage): boolean =>
  isAbout(one, breakage) && one.change === changeOf(breakage)

function whyNothing(one: Exception, left: readonly Breakage[], known: readonly ContractId[]): string[] {
  const name = nameOfException(one, known)
  const found = [...new Set(left.filter((breakage) => isAbout(one, breakage)).map(changeOf))]
  if (found.length > 0) {
    const says =
      one.change === undefined ? 'does not say which change it excuses' : 'excuses another change than this one'
    const meant = found.map((change) => `"change": "${change}"`).join(' or, in an entry of its own, ')
    return [`${name} ${says}. If it is meant: ${meant}.`]
  }
  const versions = known.filter(({ type }) => type === one.type).map(({ version }) => version)
  if (versions.length === 0) {
    return [
      `${name} names a type that there is not.${closestOf(one.type, [...new Set(known.map(({ type }) => type))])}`,
    ]
  }
  if (!versions.includes(one.version)) {
    return [
      `${name} names a version that there is not; there are: ${[...new Set(versions)].sort((one, other) => one - other).join(', ')}.`,
    ]
  }
  return [`${name} excuses nothing any more: remove it.`]
}

function nameOfException({ rule, direction, type, version, pointer }: Exception, known: readonly ContractId[]): string {
  const { kind } = known.find((one) => one.type === type) ?? { kind: 'event' }
  return `The exception of ${rule}${direction ? ` (${direction})` : ''} for ${nameOf({ kind, type, version })}${pointer && ` at ${pointer}`}`
}
