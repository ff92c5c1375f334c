import { median } from '../support/statistics.ts'

/** Milliseconds since a process began. */
export interface Moment {
  readonly wallMs: number
  readonly cpuMs: number
}

export interface Start {
  /** The handler is there. */
  readonly ready: Moment
  /** It has handled its first message. */
  readonly first: Moment
}

export interface Contender {
  readonly name: string
  readonly starts: readonly Start[]
  readonly loadedBytes: number
  readonly allBytes: number
}

/** The name of a figure, and how to get it. Each is shown with its ratio to that of the first contender. */
type Figures = Readonly<Record<string, (contender: Contender) => number>>

const ofStarts =
  (figure: (start: Start) => number) =>
  ({ starts }: Contender) =>
    median(starts.map(figure))

const times: Figures = {
  'ready, ms': ofStarts(({ ready }) => ready.wallMs),
  'ready, CPU ms': ofStarts(({ ready }) => ready.cpuMs),
  'first message handled, ms': ofStarts(({ first }) => first.wallMs),
  'first message handled, CPU ms': ofStarts(({ first }) => first.cpuMs),
}

const sizes: Figures = {
  'loaded at start, KB': ({ loadedBytes }) => loadedBytes / 1024,
  'all files, KB': ({ allBytes }) => allBytes / 1024,
}

export function printReport(contenders: readonly Contender[]): void {
  for (const figures of [times, sizes]) {
    console.table(Object.fromEntries(contenders.map((one) => [one.name, row(figures, one, contenders[0] ?? one)])))
  }
}

const row = (figures: Figures, one: Contender, yardstick: Contender) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [
      name,
      `${figure(one).toFixed(0)} (${(figure(one) / figure(yardstick)).toFixed(2)} x)`,
    ]),
  )
