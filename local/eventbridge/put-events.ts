import { randomUUID } from 'node:crypto'
import type { Clock } from '../ports.ts'
import { jsonObject } from '../values.ts'
import { type BusEvent, busNameOf, type Place } from './model.ts'
import { type PutEventsEntry, readEntries } from './put-events-entries.ts'

export interface PutEventsParts {
  place: Place
  clock: Clock
  hasBus(name: string): boolean
  /** Archives and routes the event; resolves once it is in the targets' hands. */
  accept(busName: string, event: BusEvent): Promise<void>
}

interface EntryError {
  ErrorCode: string
  ErrorMessage: string
}

const MAX_DETAIL_TYPE_CHARACTERS = 128

/**
 * PutEvents: a request that cannot be read, or is too large, is refused whole; then each entry succeeds or fails on its
 * own, under one 200. Answers after the events are in the queues.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putEvents(input: { Entries?: unknown }, parts: PutEventsParts) {
  const entries = readEntries(input.Entries)
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
    return invalidArgument(name, `${name} is a required argument.`)
  }
  if ((DetailType?.length ?? 0) > MAX_DETAIL_TYPE_CHARACTERS) {
    return invalidArgument('DetailType', `DetailType has more than ${MAX_DETAIL_TYPE_CHARACTERS} characters.`)
  }
  if (Source?.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
  }
  return undefined
}

const invalidArgument = (name: string, reason: string): EntryError => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}`,
})

/**
 * AWS accepts such an entry and drops it silently. Here it is an error, because on a laptop it is most likely a mistake.
 */
const noSuchBus = (name: string): EntryError => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Event bus ${name} does not exist.`,
})

function toEvent(entry: PutEventsEntry, { place, clock }: PutEventsParts): BusEvent | undefined {
  const detail = jsonObject(entry.Detail ?? '')
  if (detail === undefined) return undefined
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: place.accountId,
    time: isoSeconds(entry.timeMs ?? clock.now()),
    region: place.region,
    resources: entry.Resources ?? [],
    detail,
  }
}

export function isoSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}
