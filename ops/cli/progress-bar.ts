const WIDTH = 24
const REDRAW_MS = 100
/** Where there is no terminal (a log file), a line now and then is enough. */
const LINE_MS = 5_000

export interface ProgressOutput {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface Progress {
  /** The rate counts from the first call. @param note what else is worth knowing, e.g. a number of documents. */
  update(done: number, note?: string): void
  /** Draws the last state for good. */
  end(): void
}

/** `rebuild order-view → g2  ███████░░░░░  62 %  61,950 of 100,000 events  7,420/s`, on stderr. */
export function progressBar(
  label: string,
  unit: string,
  total: number | undefined,
  output: ProgressOutput = process.stderr,
  now: () => number = Date.now,
): Progress {
  let first: { readonly done: number; readonly at: number } | undefined
  let last: { done: number; note: string } = { done: 0, note: '' }
  let drawnAt = Number.NEGATIVE_INFINITY
  let isDrawn = true

  const draw = () => {
    drawnAt = now()
    isDrawn = true
    const rate = first ? Math.round(((last.done - first.done) * 1000) / Math.max(1, now() - first.at)) : 0
    const text = `${label}  ${bar(last.done, total)}${count(last.done, total)} ${unit}  ${grouped(rate)}/s${last.note && `  ${last.note}`}`
    output.write(output.isTTY ? `\r${text}\u001b[K` : `${text}\n`)
  }
  return {
    update(done, note = '') {
      // Work that an earlier run has done must not count towards the speed of this one.
      first ??= { done, at: now() }
      last = { done, note }
      isDrawn = false
      if (now() - drawnAt >= (output.isTTY ? REDRAW_MS : LINE_MS)) draw()
    },
    end() {
      if (!isDrawn) draw()
      if (output.isTTY) output.write('\n')
    },
  }
}

function bar(done: number, total: number | undefined): string {
  if (!total) return ''
  const share = Math.min(1, done / total)
  const filled = Math.round(share * WIDTH)
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.floor(share * 100)).padStart(3)} %  `
}

const count = (done: number, total: number | undefined): string =>
  total ? `${grouped(done)} of ${grouped(Math.max(total, done))}` : grouped(done)

export const grouped = (value: number): string => value.toLocaleString('en-US')
