import type { Contract } from '../contract.ts'
import type { ReleasedContract, ReleasedDeclaration, ReleasedUpcast, Revision } from '../released/released-contract.ts'
import { canonicalJson } from '../schema/json-schema.ts'
import { resultOf, type UpcastResult } from '../upcast.ts'
import { isSameUpcast } from './changed-upcast.ts'
import { refusedExample } from './refused-example.ts'

/** Whether all that the code declares of a contract was released: its form, what stands beside it, and its upcast. */
export const isReleased = (contract: Contract, released: ReleasedContract | undefined): boolean =>
  released !== undefined &&
  isSameForm(contract, released.revisions.at(-1)) &&
  (!contract.declared || isSameDeclaration(contract.declared, released.declared?.at(-1))) &&
  (!contract.upcast || hasUpcast(contract.upcast, released.upcasts?.at(-1)))

const isSameForm = (contract: Contract, newest: Revision | undefined): boolean =>
  canonicalJson([contract.writer, contract.reader]) === canonicalJson([newest?.writer, newest?.reader])

const isSameDeclaration = (declared: object, newest: ReleasedDeclaration | undefined): boolean => {
  const { released: _, ...before } = newest ?? { released: '' }
  return canonicalJson(declared) === canonicalJson(before)
}

const hasUpcast = (upcast: NonNullable<Contract['upcast']>, newest: ReleasedUpcast | undefined): boolean =>
  newest !== undefined && isSameUpcast(upcast, newest)

/**
 * The file of a contract after this release: what is new is added, nothing is taken away, and the example is kept as a sample. An
 * example that its own schema refuses is not kept, even if an exception excuses it: no later code could ever read it.
 * Undefined when nothing is new. What older releases did not keep is not made up: it is kept from this release on.
 * @param today `YYYY-MM-DD`, UTC.
 */
export function releaseOf(
  contract: Contract,
  before: ReleasedContract | undefined,
  today: string,
): ReleasedContract | undefined {
  const { kind, type, version, writer, reader } = contract
  const revisions = before?.revisions ?? []
  const [declared, upcasts] = [declarationsOf(contract, before, today), upcastsOf(contract, before, today)]
  const next: ReleasedContract = {
    kind,
    type,
    version,
    ...(declared.length > 0 && { declared }),
    revisions: isSameForm(contract, revisions.at(-1)) ? revisions : [...revisions, { released: today, writer, reader }],
    ...(upcasts.length > 0 && { upcasts }),
    samples: withSample(before?.samples ?? [], refusedExample(contract) ? undefined : contract.example),
  }
  return before && canonicalJson(next) === canonicalJson(before) ? undefined : next
}

function declarationsOf({ declared }: Contract, before: ReleasedContract | undefined, today: string) {
  const known = before?.declared ?? []
  if (!declared || isSameDeclaration(declared, known.at(-1))) return known
  const { sources, ...rest } = declared
  return [...known, { released: today, ...rest, ...(sources && { sources: [...sources] }) }]
}

function upcastsOf({ upcast }: Contract, before: ReleasedContract | undefined, today: string): ReleasedUpcast[] {
  const known = before?.upcasts ?? []
  if (!upcast) return known
  const newest = known.at(-1)
  const { from, text, results } = upcast
  const tried = new Set(newest?.results.map(nameOfData))
  const added = results.filter((result) => !tried.has(nameOfData(result)))
  if (newest && isSameUpcast(upcast, newest)) {
    return [...known.slice(0, -1), { ...newest, results: [...newest.results, ...added] }]
  }
  const again = (newest?.results ?? []).flatMap(({ version, data }) => resultOf(upcast.bring, data, version))
  return [...known, { released: today, from, text, results: [...again, ...added] }]
}

const nameOfData = ({ version, data }: Pick<UpcastResult, 'version'> & { readonly data?: unknown }): string =>
  `${version} ${canonicalJson(data)}`

function withSample(samples: readonly unknown[], sample: unknown): unknown[] {
  const isKnown = samples.some((known) => canonicalJson(known) === canonicalJson(sample))
  return sample === undefined || isKnown ? [...samples] : [...samples, sample]
}
