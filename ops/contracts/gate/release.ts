import type { Contract } from '../contract.ts'
import type { ReleasedContract } from '../released/released-contract.ts'
import { canonicalJson } from '../schema/json-schema.ts'
import { isSame } from './check.ts'

/**
 * The file of a contract after this release: a new form is added, none is taken away, and the example is kept as a sample.
 * Undefined when nothing is new.
 * @param today `YYYY-MM-DD`, UTC.
 */
export function releaseOf(
  contract: Contract,
  before: ReleasedContract | undefined,
  today: string,
): ReleasedContract | undefined {
  const { kind, type, version, writer, reader, example } = contract
  const revisions = before?.revisions ?? []
  const newest = revisions.at(-1)
  const isNew = !newest || !isSame(contract, newest)
  const samples = withSample(before?.samples ?? [], example)
  if (!isNew && samples.length === before?.samples.length) return undefined
  return {
    kind,
    type,
    version,
    revisions: isNew ? [...revisions, { released: today, writer, reader }] : revisions,
    samples,
  }
}

function withSample(samples: readonly unknown[], sample: unknown): unknown[] {
  const isKnown = samples.some((known) => canonicalJson(known) === canonicalJson(sample))
  return sample === undefined || isKnown ? [...samples] : [...samples, sample]
}
