import { z } from 'zod'
import { bounded, checkInput, oneOf, optional, wholeBetween } from '../endpoint/checked-input.ts'
import { type JsonOperation, jsonService } from '../endpoint/json-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { ServiceHandler } from '../ports.ts'
import { filterLogEvents } from './filter-events.ts'
import { getLogEvents } from './get-events.ts'
import { findGroup, groupName, INVALID, invalidToken, ofGroup, streamName } from './groups.ts'
import type { LogStore, LogStream } from './store.ts'

export interface LogsPlace {
  readonly region: string
  readonly accountId: string
}

/** The part of the CloudWatch Logs API that reads. */
export function logsApi(store: LogStore, place: LogsPlace): ServiceHandler {
  const arnOf = (name: string) => `arn:aws:logs:${place.region}:${place.accountId}:log-group:${name}`
  const operations: Record<string, JsonOperation> = {
    DescribeLogGroups: (input) => describeGroups(store, input, arnOf),
    DescribeLogStreams: (input) => describeStreams(store, input, arnOf),
    FilterLogEvents: (input) => filterLogEvents(store, input),
    GetLogEvents: (input) => getLogEvents(store, input),
  }
  return jsonService('CloudWatch Logs', operations)
}

const groupsInput = z.object({
  logGroupNamePrefix: optional(groupName),
  logGroupNamePattern: optional(bounded(0, 512, /^[.\-_/#A-Za-z0-9]*$/)),
  nextToken: optional(bounded(1, 4096)),
  limit: optional(wholeBetween(1, 50)),
})

function describeGroups(store: LogStore, input: unknown, arnOf: (name: string) => string) {
  const {
    logGroupNamePrefix: prefix,
    logGroupNamePattern: pattern,
    nextToken,
    limit = 50,
  } = checkInput(groupsInput, input, INVALID)
  if (prefix !== undefined && pattern !== undefined) {
    throw new ServiceError(INVALID, 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.')
  }
  const wanted = store
    .groups()
    .filter(({ name }) => name.startsWith(prefix ?? ''))
    .filter(({ name }) => name.toLowerCase().includes((pattern ?? '').toLowerCase()))
  const { page, next } = pageOf(wanted, nextToken, limit)
  return {
    logGroups: page.map((group) => ({
      logGroupName: group.name,
      creationTime: group.createdAt,
      ...(group.retentionDays !== undefined && { retentionInDays: group.retentionDays }),
      metricFilterCount: 0,
      arn: `${arnOf(group.name)}:*`,
      logGroupArn: arnOf(group.name),
      storedBytes: group.characters,
      logGroupClass: 'STANDARD',
    })),
    ...next,
  }
}

const streamsInput = z.object({
  ...ofGroup,
  logStreamNamePrefix: optional(streamName),
  orderBy: optional(oneOf('LogStreamName', 'LastEventTime')),
  descending: optional(z.boolean()),
  nextToken: optional(bounded(1, 4096)),
  limit: optional(wholeBetween(1, 50)),
})

function describeStreams(store: LogStore, input: unknown, arnOf: (name: string) => string) {
  const checked = checkInput(streamsInput, input, INVALID)
  const { logStreamNamePrefix = '', orderBy = 'LogStreamName', descending = false, nextToken, limit = 50 } = checked
  const group = findGroup(store, checked)
  if (orderBy === 'LastEventTime' && logStreamNamePrefix !== '') {
    throw new ServiceError(INVALID, 'Cannot order by LastEventTime with a logStreamNamePrefix.')
  }
  const byName = (one: LogStream, other: LogStream) => (one.name < other.name ? -1 : 1)
  const order = orderBy === 'LogStreamName' ? byName : (one: LogStream, other: LogStream) => one.lastAt - other.lastAt
  const streams = [...group.streams.values()].filter(({ name }) => name.startsWith(logStreamNamePrefix)).sort(order)
  const { page, next } = pageOf(descending ? streams.reverse() : streams, nextToken, limit)
  return {
    logStreams: page.map(({ name, createdAt, firstAt, lastAt }) => ({
      logStreamName: name,
      creationTime: createdAt,
      firstEventTimestamp: firstAt,
      lastEventTimestamp: lastAt,
      lastIngestionTime: lastAt,
      arn: `${arnOf(group.name)}:log-stream:${name}`,
      storedBytes: 0,
    })),
    ...next,
  }
}

function pageOf<One>(all: readonly One[], token: string | undefined, limit: number) {
  const start = token === undefined ? 0 : Number(token)
  if (!Number.isInteger(start) || start < 0) throw invalidToken()
  const end = start + limit
  return { page: all.slice(start, end), next: end < all.length ? { nextToken: String(end) } : {} }
}
