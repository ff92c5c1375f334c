import { ServiceError } from '../endpoint/service-error.ts'

/** An entry of PutEvents whose members are of the right types. */
export interface PutEventsEntry {
  Source?: string
  Resources?: string[]
  DetailType?: string
  /** JSON text of an object, or so the caller says. */
  Detail?: string
  EventBusName?: string
  /** Epoch ms. */
  timeMs?: number
}

const MAX_ENTRIES = 10
/** All entries of a request together. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_BYTES = 1024 * 1024
const TIME_BYTES = 14
/** What ISO 8601 writes with four digits. */
const TIMES_MS = { first: Date.parse('0000-01-01T00:00:00Z'), last: Date.parse('9999-12-31T23:59:59.999Z') }
const TEXTS = ['Source', 'DetailType', 'Detail', 'EventBusName', 'TraceHeader'] as const

/** Reads the entries off the wire; throws what AWS answers to a request that is malformed as a whole. */
export function readEntries(input: unknown): PutEventsEntry[] {
  if (input !== undefined && input !== null && !Array.isArray(input)) throw wrongType('Entries', 'a list')
  const entries = ((input ?? []) as unknown[]).map(readEntry)
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    const bound = entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`
    throw invalid('entries', `Member must have length ${bound}`)
  }
  if (entries.reduce((bytes, entry) => bytes + sizeOf(entry), 0) > MAX_BYTES) {
    throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.')
  }
  return entries
}

function readEntry(input: unknown, index: number): PutEventsEntry {
  const place = `entries.${index + 1}.member`
  if (input === null) throw invalid(place, 'Member must not be null')
  if (typeof input !== 'object' || Array.isArray(input)) throw wrongType(place, 'a structure')
  const { Time, Resources, ...rest } = input as Record<string, unknown>
  for (const name of TEXTS) {
    const value = rest[name]
    if (value !== undefined && value !== null && typeof value !== 'string')
      throw wrongType(`${place}.${name}`, 'a string')
  }
  const given = Object.fromEntries(
    TEXTS.flatMap((name) => (typeof rest[name] === 'string' ? [[name, rest[name]]] : [])),
  )
  const timeMs = readTime(Time, `${place}.Time`)
  const resources = readResources(Resources, `${place}.Resources`)
  return { ...given, ...(timeMs !== undefined && { timeMs }), ...(resources && { Resources: resources }) }
}

/** Epoch seconds; some clients write ISO 8601 instead. */
function readTime(time: unknown, place: string): number | undefined {
  if (time === undefined || time === null) return undefined
  const ms = typeof time === 'number' ? time * 1000 : typeof time === 'string' ? Date.parse(time) : Number.NaN
  if (ms >= TIMES_MS.first && ms <= TIMES_MS.last) return ms
  throw wrongType(place, 'a timestamp')
}

function readResources(resources: unknown, place: string): string[] | undefined {
  if (resources === undefined || resources === null) return undefined
  if (Array.isArray(resources) && resources.every((resource) => typeof resource === 'string')) return resources
  throw wrongType(place, 'a list of strings')
}

/**
 * Bytes of an entry as EventBridge counts them.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
export function sizeOf({ timeMs, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), timeMs === undefined ? 0 : TIME_BYTES)
}

const wrongType = (place: string, expected: string) =>
  new ServiceError('SerializationException', `The value at '${place}' must be ${expected}.`)

const invalid = (place: string, constraint: string) =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value at '${place}' failed to satisfy constraint: ${constraint}`,
  )
