import type { EventEnvelope } from '../../events/envelope.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { parseLine, titleOf } from '../logs/parse-line.ts'
import { holding, type LogLine, type LogQuery } from '../logs/read-logs.ts'
import { outcomeOf } from '../tail/outcome.ts'
import { buildTrace } from './build-trace.ts'
import type { Correlation, EventLookup } from './find-correlations.ts'
import { type RecordTables, readRecords } from './read-records.ts'
import type { Addressees, Trace, TracedRequest } from './trace.ts'

export interface TraceReader {
  readonly events: EventLookup
  readonly tables: RecordTables
  readonly logs: (query: LogQuery) => Promise<LogLine[]>
  readonly addressees: Addressees
  /** Epoch milliseconds. */
  readonly now: number
  /** From when on logs are searched where nothing else tells when it was, epoch milliseconds. */
  readonly since: number
}

/** A request is logged after its event was made; a retry, hours after it. */
const BEFORE_MS = 60_000
const AFTER_MS = 60_000
/** The most records to read, at half a read unit each: a few cents at most. */
const MOST_EVENTS = 20_000

/** @returns the trace of one correlation id, or of what holds the id of a command. */
export async function readTrace(reader: TraceReader, correlation: Correlation): Promise<Trace> {
  const { logs, now, since } = reader
  const from = correlation.from === undefined ? since : correlation.from - BEFORE_MS
  const lines = await logs({ pattern: holding(correlation.id), from })
  const id = correlationOf(correlation.id, lines)
  const same = id === correlation.id ? lines : await logs({ pattern: holding(id), from })
  const outcomes = same.flatMap((line) => outcomeOf(line) ?? []).filter(({ correlation_id }) => correlation_id === id)
  const requests = same.flatMap((line) => requestOf(line, id) ?? [])
  const times = [
    ...[correlation.from, correlation.to].filter((time) => time !== undefined),
    ...outcomes.map(({ at }) => Date.parse(at)),
    ...requests.map(({ at, duration_ms }) => Date.parse(at) - duration_ms),
  ]
  const span =
    times.length === 0
      ? { from: since, to: now }
      : { from: Math.min(...times) - BEFORE_MS, to: Math.min(now + 1, Math.max(...times) + AFTER_MS) }
  const { events, isCut } = await eventsOf(reader.events, id, span)
  const messages = new Map<string, { id: string; type: string }>()
  for (const { event_id, event_type } of events) messages.set(event_id, { id: event_id, type: event_type })
  for (const { event_id, event_type, led_to } of outcomes) {
    if (event_id !== null) messages.set(event_id, { id: event_id, type: event_type ?? '' })
    for (const one of led_to) messages.set(one.id, one)
  }
  const records = await readRecords(reader.tables, [...messages.values()], reader.addressees, now)
  const notes = [
    ...(same.length === 0 ? ['No log line is left of it: attempts and times are not known.'] : []),
    ...(isCut ? [`Only the first ${MOST_EVENTS} events of that time were looked at.`] : []),
  ]
  return buildTrace({ correlationId: id, requests, outcomes, events, ...records, notes }, reader.addressees)
}

/** What was given may be the id of a command, or of anything else that a structured line holds. */
function correlationOf(given: string, lines: readonly LogLine[]): string {
  const ids = lines.flatMap(({ text }) => {
    const { fields } = parseLine(text)
    return typeof fields.correlation_id === 'string' ? [fields.correlation_id] : []
  })
  return ids.includes(given) ? given : (ids[0] ?? given)
}

function requestOf({ at, text }: LogLine, id: string): TracedRequest | undefined {
  const { fields, error } = parseLine(text)
  const { route, path, status, duration_ms, correlation_id } = fields
  if (correlation_id !== id || typeof route !== 'string' || typeof status !== 'number') return undefined
  return {
    at: isoTime(at),
    route,
    path: String(path ?? ''),
    status,
    duration_ms: Number(duration_ms ?? 0),
    error: error ? titleOf(error) : null,
  }
}

async function eventsOf(
  { eventStore }: EventLookup,
  correlationId: string,
  { from, to }: { from: number; to: number },
) {
  const events: EventEnvelope[] = []
  let seen = 0
  for await (const event of eventStore.readByTime({ from: isoTime(from), to: isoTime(to) })) {
    if (++seen > MOST_EVENTS) return { events, isCut: true }
    if (event.metadata.correlation_id === correlationId) events.push(event)
  }
  return { events, isCut: false }
}
