import { open, readFile, writeFile } from 'node:fs/promises'
import type { FaultDecision } from '../../local/index.ts'
import { UsageError } from '../../local/usage/usage-error.ts'

/** Everything that a run decided on, struck or not: one line for each question, in a fixed order. */
export class FaultRecord {
  readonly #answers = new Map<string, boolean>()

  add({ kind, scope, identity, occurrence, strikes }: FaultDecision): void {
    this.#answers.set([kind, scope, identity, occurrence].join('\t'), strikes)
  }

  get answers(): ReadonlyMap<string, boolean> {
    return this.#answers
  }
}

/** Kind, scope, identity, occurrence, answer. */
const RECORD = /^([^\t]*\t){3}\d+\t(strikes|-)$/

const heading = (seed: number, faults: string) => `# seed ${seed} faults ${faults}`

export async function writeFaults(file: string, record: FaultRecord, seed: number, faults: string): Promise<void> {
  const lines = [...record.answers].map(([question, strikes]) => `${question}\t${strikes ? 'strikes' : '-'}`)
  await writeFile(file, `${[heading(seed, faults), ...lines.sort()].join('\n')}\n`)
}

/** @throws {UsageError} when the file was recorded with another seed or other faults, or cannot be read. */
export async function readFaults(file: string, seed: number, faults: string): Promise<ReadonlyMap<string, boolean>> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`Cannot read the recorded faults: ${error.message}`)
  })
  const [first, ...lines] = text.trimEnd().split('\n')
  if (first !== heading(seed, faults)) {
    throw new UsageError(`${file} was recorded with "${first}", this run has "${heading(seed, faults)}".`)
  }
  // Each line is ended: one that is not was cut off.
  if (!text.endsWith('\n') || !lines.every((line) => RECORD.test(line))) {
    throw new UsageError(`${file} is not a record of faults, or is damaged. Record it again.`)
  }
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf('\t')
      return [line.slice(0, end), line.slice(end + 1) === 'strikes']
    }),
  )
}

/** @throws {UsageError} unless the record can be written when the run has ended, which is too late to hear of it. */
export async function assertWritable(file: string): Promise<void> {
  try {
    await (await open(file, 'a')).close()
  } catch (cause) {
    throw new UsageError(`--record-faults ${file} cannot be written: ${(cause as Error).message}.`, { cause })
  }
}

/** Decided for each message by itself; throttling strikes calls that many messages share. */
const perMessage: ReadonlySet<string> = new Set(['duplicate', 'reorder', 'crash', 'timeout', 'partial-put'])

export interface Comparison {
  /** What both runs had to decide and decided differently, and first deliveries that only one of them had to decide. */
  readonly differing: readonly string[]
  /** By kind: how many questions this run had, and how many of them the other run had too. */
  readonly shared: ReadonlyMap<string, { readonly asked: number; readonly both: number }>
}

/**
 * Two runs with one seed: the same questions must have the same answers, and of every message that there was in both,
 * the first delivery must have been in question in both. Further deliveries depend on timing: what was in a batch with
 * it, when a claim ended. So does who gets the last piece, and with it what messages there are.
 */
export function compareFaults(recorded: ReadonlyMap<string, boolean>, now: ReadonlyMap<string, boolean>): Comparison {
  const shared = new Map<string, { asked: number; both: number }>()
  for (const question of now.keys()) {
    const { kind } = partsOf(question)
    const { asked, both } = shared.get(kind) ?? { asked: 0, both: 0 }
    shared.set(kind, { asked: asked + 1, both: both + (recorded.has(question) ? 1 : 0) })
  }
  const changed = [...now].filter(([question, strikes]) => recorded.has(question) && recorded.get(question) !== strikes)
  return {
    differing: [...changed.map(([question]) => question), ...onlyIn(now, recorded), ...onlyIn(recorded, now)],
    shared,
  }
}

/** First deliveries of messages that both runs had, decided only in the one. */
function onlyIn(one: ReadonlyMap<string, boolean>, other: ReadonlyMap<string, boolean>): string[] {
  const known = new Set([...other.keys()].map((question) => partsOf(question).identity))
  return [...one.keys()].filter((question) => {
    const { kind, identity, occurrence } = partsOf(question)
    return perMessage.has(kind) && occurrence === '0' && known.has(identity) && !other.has(question)
  })
}

function partsOf(question: string) {
  const [kind = '', , identity = '', occurrence = ''] = question.split('\t')
  return { kind, identity, occurrence }
}
