import { z } from 'zod'
import { bounded, checkInput, optional, wholeBetween } from '../endpoint/checked-input.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import { findGroup, INVALID, invalidToken, moment, ofGroup, streamName } from './groups.ts'
import type { LogStore } from './store.ts'

const getInput = z.object({
  ...ofGroup,
  logStreamName: streamName,
  startTime: optional(moment),
  endTime: optional(moment),
  nextToken: optional(bounded(1, 4096)),
  limit: optional(wholeBetween(1, 10_000)),
  startFromHead: optional(z.boolean()),
  unmask: optional(z.boolean()),
})

/**
 * Events of one stream, from either end. At an end the token that was given comes back, which is how a reader knows.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export function getLogEvents(store: LogStore, input: unknown) {
  const checked = checkInput(getInput, input, INVALID)
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 10_000, nextToken } = checked
  const group = findGroup(store, checked)
  if (!group.streams.has(checked.logStreamName)) {
    throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.')
  }
  // The end of a stream is not included, unlike that of FilterLogEvents.
  const inSpan = group.events.filter(
    ({ stream, at }) => stream === checked.logStreamName && at >= startTime && at < endTime,
  )
  const token = tokenOf(nextToken)
  const isForward = token ? token.direction === 'f' : (checked.startFromHead ?? false)
  const events = isForward
    ? inSpan.filter(({ number }) => number > (token?.number ?? 0)).slice(0, limit)
    : inSpan.filter(({ number }) => number < (token?.number ?? Number.POSITIVE_INFINITY)).slice(-limit)
  const [first, last] = [events[0]?.number, events.at(-1)?.number]
  return {
    events: events.map(({ at, message }) => ({ timestamp: at, message, ingestionTime: at })),
    nextForwardToken: `f/${last ?? token?.number ?? 0}`,
    nextBackwardToken: `b/${first ?? token?.number ?? 0}`,
  }
}

function tokenOf(text: string | undefined) {
  if (text === undefined) return undefined
  const [, direction, number] = /^([fb])\/(\d+)$/.exec(text) ?? []
  if (direction === undefined) throw invalidToken()
  return { direction, number: Number(number) }
}
