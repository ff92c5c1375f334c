import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import type { PipelineFunction } from '../functions/functions.ts'
import { concurrently } from '../rebuild/concurrently.ts'

/** One line of a function's log. */
export interface LogLine {
  /** Name of the function. */
  readonly function: string
  /** Epoch milliseconds */
  readonly at: number
  /** Unique among all lines. */
  readonly id: string
  readonly text: string
}

export interface LogQuery {
  /** In the language of CloudWatch's filter patterns; empty for all. */
  readonly pattern: string
  /** Epoch milliseconds, inclusive. */
  readonly from: number
  /** Epoch milliseconds, inclusive; undefined: up to now. */
  readonly to?: number | undefined
  /** At most so many lines of each function, the oldest ones. Default: all. */
  readonly most?: number
}

/** CloudWatch Logs grants about five of these calls a second to an account, so more at once would only be throttled. */
const WIDTH = 4

/** Lines of these functions in the order of their time. A function that has not logged yet has none. */
export async function readLogs(
  client: CloudWatchLogsClient,
  functions: readonly Pick<PipelineFunction, 'name' | 'logGroup'>[],
  { pattern, from, to, most = Number.POSITIVE_INFINITY }: LogQuery,
): Promise<LogLine[]> {
  const lines: LogLine[] = []
  await concurrently(functions, WIDTH, async ({ name, logGroup }) => {
    const input = {
      logGroupName: logGroup,
      startTime: Math.max(0, from),
      ...(to !== undefined && { endTime: to }),
      ...(pattern && { filterPattern: pattern }),
    }
    let count = 0
    try {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
        for (const { timestamp = 0, eventId = '', message = '' } of events) {
          lines.push({ function: name, at: timestamp, id: eventId, text: message.replace(/[\r\n]+$/, '') })
        }
        count += events.length
        if (count >= most) break
      }
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
    }
  })
  return lines.toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
}

/** A quoted term of a filter pattern: lines that hold this text. */
export const holding = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`
