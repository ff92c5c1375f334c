import { z } from 'zod'
import { bounded, checkInput, optional, wholeBetween } from '../endpoint/checked-input.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import { filterPattern } from './filter-pattern.ts'
import { findGroup, INVALID, invalidToken, moment, ofGroup, streamName } from './groups.ts'
import type { LogEvent, LogStore } from './store.ts'

/** "as many log events as can fit in 1 MB (up to 10,000 log events)" */
const MAX_ANSWER_CHARACTERS = 1024 * 1024

const filterInput = z.object({
  ...ofGroup,
  logStreamNames: optional(z.array(streamName).min(1).max(100)),
  logStreamNamePrefix: optional(streamName),
  startTime: optional(moment),
  endTime: optional(moment),
  filterPattern: optional(bounded(0, 1024)),
  nextToken: optional(bounded(1, 4096)),
  limit: optional(wholeBetween(1, 10_000)),
  interleaved: optional(z.boolean()),
  unmask: optional(z.boolean()),
})

/**
 * Events of all streams of a group, interleaved by time.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function filterLogEvents(store: LogStore, input: unknown) {
  const checked = checkInput(filterInput, input, INVALID)
  const { logStreamNames, logStreamNamePrefix, startTime = 0, endTime, limit = 10_000, nextToken } = checked
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw new ServiceError(INVALID, 'Only one of logStreamNames and logStreamNamePrefix can be given.')
  }
  if (endTime !== undefined && endTime < startTime) {
    throw new ServiceError(INVALID, 'startTime must not be later than endTime.')
  }
  const matches = filterPattern(checked.filterPattern ?? '')
  const group = findGroup(store, checked)
  const after = numberOf(nextToken)
  const names = logStreamNames && new Set(logStreamNames)
  const found: LogEvent[] = []
  let characters = 0
  let isMore = false
  for (const event of group.events) {
    const isWanted =
      event.number > after &&
      event.at >= startTime &&
      event.at <= (endTime ?? Number.POSITIVE_INFINITY) &&
      (names?.has(event.stream) ?? event.stream.startsWith(logStreamNamePrefix ?? '')) &&
      matches(event.message)
    if (!isWanted) continue
    characters += event.message.length
    isMore = found.length === limit || (characters > MAX_ANSWER_CHARACTERS && found.length > 0)
    if (isMore) break
    found.push(event)
  }
  return {
    events: found.map(({ number, stream, at, message }) => ({
      logStreamName: stream,
      timestamp: at,
      message,
      ingestionTime: at,
      eventId: String(number).padStart(56, '0'),
    })),
    searchedLogStreams: [],
    ...(isMore && { nextToken: String(found.at(-1)?.number) }),
  }
}

function numberOf(token: string | undefined): number {
  const number = Number(token ?? 0)
  if (!Number.isInteger(number) || number < 0) throw invalidToken()
  return number
}
