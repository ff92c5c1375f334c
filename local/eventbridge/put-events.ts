import { randomUUID } from 'node:crypto'
import { ServiceError } from '../endpoint/service-error.ts'
import type { Clock } from '../ports.ts'
import { type BusEvent, busNameOf, type Place } from './model.ts'

const MAX_ENTRIES = 10
const MAX_BYTES = 1024 * 1024
const TIME_BYTES = 14

export interface PutEventsEntry {
  /** Epoch seconds, or ISO 8601. */
  Time?: number | string
  Source?: string
  Resources?: string[]
  DetailType?: string
  /** JSON text of an object. */
  Detail?: string
  EventBusName?: string
}

interface EntryError {
  ErrorCode: string
  ErrorMessage: string
}

export interface PutEventsParts {
  place: Place
  clock: Clock
  hasBus(name: string): boolean
  /** Archives and routes the event; resolves once it is in the targets' hands. */
  accept(busName: string, event: BusEvent): Promise<void>
}

/** PutEvents: each entry succeeds or fails on its own, under one 200. Answers after the events are in the queues. */
export async function putEvents({ Entries: entries = [] }: { Entries?: PutEventsEntry[] }, parts: PutEventsParts) {
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const bound = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    )
  }
  if (entries.reduce((bytes, entry) => bytes + sizeOf(entry), 0) > MAX_BYTES) {
    throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.')
  }
  const results = await Promise.all(entries.map((entry) => putOne(entry, parts)))
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results }
}

async function putOne(entry: PutEventsEntry, parts: PutEventsParts): Promise<EntryError | { EventId: string }> {
  const busName = busNameOf(entry.EventBusName)
  const error = invalid(entry) ?? (parts.hasBus(busName) ? undefined : noSuchBus(busName))
  if (error) return error
  const event = toEvent(entry, parts)
  if (!event) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  try {
    await parts.accept(busName, event)
  } catch (cause) {
    return { ErrorCode: 'InternalFailure', ErrorMessage: (cause as Error).message }
  }
  return { EventId: event.id }
}

function invalid({ Source, DetailType, Detail }: PutEventsEntry): EntryError | undefined {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value) continue
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`
    return { ErrorCode: 'InvalidArgument', ErrorMessage }
  }
  if (Source?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
  }
  return undefined
}

const noSuchBus = (name: string): EntryError => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Event bus ${name} does not exist.`,
})

function toEvent(entry: PutEventsEntry, { place, clock }: PutEventsParts): BusEvent | undefined {
  const detail = parseObject(entry.Detail ?? '')
  if (detail === undefined) return undefined
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: place.accountId,
    time: isoSeconds(timeOf(entry.Time) ?? clock.now()),
    region: place.region,
    resources: entry.Resources ?? [],
    detail,
  }
}

export function isoSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}

function timeOf(time: number | string | undefined): number | undefined {
  if (time === undefined) return undefined
  return typeof time === 'number' ? time * 1000 : Date.parse(time)
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES)
}
