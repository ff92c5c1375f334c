import { canonicalJson } from '../schema/json-schema.ts'
import { fileOf } from './contract-files.ts'
import type { ReleasedContract, ReleasedUpcast } from './released-contract.ts'

/**
 * What was released once and is no longer kept, one line for each. A check against the files of today alone cannot see it: whoever
 * deletes a file, or writes another history into it, deletes what there is to compare with.
 */
export function lostHistory(
  before: readonly ReleasedContract[],
  now: readonly ReleasedContract[],
  directory: string,
): string[] {
  const present = new Map(now.map((one) => [fileOf(directory, one), one]))
  return before.flatMap((one) => {
    const file = fileOf(directory, one)
    const same = present.get(file)
    return same ? lostOf(one, same).map((what) => `${file}: ${what}`) : [`${file} is gone`]
  })
}

/** @param line of {@link lostHistory}. @param against name of the git revision that has it. */
export const lostText = (line: string, against: string): string =>
  `${line}: ${against} has it, and what was released stays for ever. Merge ${against} first if this branch is behind it; otherwise restore the file with git, then "npm run contracts -- release".`

function lostOf(before: ReleasedContract, now: ReleasedContract): string[] {
  const lost = before.revisions.flatMap((revision, index) =>
    isSame(revision, now.revisions[index])
      ? []
      : [`the form released on ${revision.released} (revision ${index + 1}) is gone or was changed`],
  )
  before.samples.forEach((sample, index) => {
    if (!now.samples.some((other) => isSame(sample, other))) lost.push(`sample ${index + 1} is gone or was changed`)
  })
  before.declared?.forEach((one, index) => {
    if (!isSame(one, now.declared?.[index]))
      lost.push(`what was declared from ${one.released} on is gone or was changed`)
  })
  before.upcasts?.forEach((one, index) => {
    if (!isKeptUpcast(one, now.upcasts?.[index]))
      lost.push(`the upcast released on ${one.released} is gone or was changed`)
  })
  if (before.removed === undefined) return lost
  const reservation = ({ removed, verified, reason }: ReleasedContract) => ({ removed, verified, reason })
  if (!isSame(reservation(before), reservation(now))) {
    lost.push(`it was retired on ${before.removed}, and its name is no longer reserved as it was`)
  }
  return lost
}

/** Data that was tried may be added. */
const isKeptUpcast = ({ results, ...before }: ReleasedUpcast, now: ReleasedUpcast | undefined): boolean =>
  now !== undefined &&
  isSame({ ...before, results: [] }, { ...now, results: [] }) &&
  results.every((result) => now.results.some((other) => isSame(result, other)))

const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other)
