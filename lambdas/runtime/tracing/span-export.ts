import type { Timers } from '../system/timers.ts'
import { textOf } from '../text-of.ts'
import type { PostSpans } from './post-spans.ts'
import type { SpanRecord } from './span-record.ts'

/** CloudWatch takes 5 MB in one request; a span has about 1 KB, and one with a long stack 20. */
const MOST_IN_A_REQUEST = 200

/** Longer than an endpoint in the same region ever takes while it is well. */
const LONGEST_EXPORT_MS = 1000
/** Kept back for answering Lambda. */
const TIME_TO_ANSWER_MS = 200

export interface SpanExportEnvironment {
  readonly toOtlp: (records: readonly SpanRecord[]) => Uint8Array
  readonly post: PostSpans
  readonly timers: Timers
  /** A failure is logged once until the export works again, so that an outage does not fill the log. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void
}

/**
 * Sends spans before Lambda freezes the function; what is not taken in time is dropped, and not sent again. Never throws.
 * @param remainingMs until Lambda ends the function.
 */
export type SpanExport = (records: readonly SpanRecord[], remainingMs: number) => Promise<void>

export function createSpanExport({ toOtlp, post, timers, log }: SpanExportEnvironment): SpanExport {
  let isFailing = false
  return async (records, remainingMs) => {
    const abort = new AbortController()
    const { promise: over, reject } = Promise.withResolvers<never>()
    const milliseconds = Math.max(0, Math.min(LONGEST_EXPORT_MS, remainingMs - TIME_TO_ANSWER_MS))
    const cancel = timers.after(milliseconds, () => {
      const error = new Error(`They were not taken within ${milliseconds} ms.`)
      reject(error)
      abort.abort(error)
    })
    try {
      if (milliseconds === 0) throw new Error('There was no time left.')
      await Promise.race([sendAll(records), over])
      isFailing = false
    } catch (error) {
      if (!isFailing) log({ level: 'WARN', message: 'spans not exported', spans: records.length, error: textOf(error) })
      isFailing = true
    } finally {
      cancel()
    }

    async function sendAll(all: readonly SpanRecord[]): Promise<void> {
      for (let from = 0; from < all.length && !abort.signal.aborted; from += MOST_IN_A_REQUEST) {
        await post(toOtlp(all.slice(from, from + MOST_IN_A_REQUEST)), abort.signal)
      }
    }
  }
}
