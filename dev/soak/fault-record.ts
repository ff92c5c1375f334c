import { readFile, writeFile } from 'node:fs/promises'
import type { FaultDecision } from '../../local/index.ts'
import { UsageError } from '../options.ts'

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
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf('\t')
      return [line.slice(0, end), line.slice(end + 1) === 'strikes']
    }),
  )
}

export interface Comparison {
  /** Questions that both runs came upon and answered differently. */
  readonly differing: readonly string[]
  /** By kind: how many questions this run had, and how many of them the other run had too. */
  readonly shared: ReadonlyMap<string, { readonly asked: number; readonly both: number }>
}

export function compareFaults(recorded: ReadonlyMap<string, boolean>, now: ReadonlyMap<string, boolean>): Comparison {
  const differing: string[] = []
  const shared = new Map<string, { asked: number; both: number }>()
  for (const [question, strikes] of now) {
    const kind = question.slice(0, question.indexOf('\t'))
    const count = shared.get(kind) ?? { asked: 0, both: 0 }
    shared.set(kind, count)
    count.asked += 1
    const before = recorded.get(question)
    if (before === undefined) continue
    count.both += 1
    if (before !== strikes) differing.push(question)
  }
  return { differing, shared }
}
