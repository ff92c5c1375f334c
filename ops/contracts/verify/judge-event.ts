import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { EventCatalog } from '../../../events/decode.ts'
import { type EventDefinition, versionOf } from '../../../events/define-event.ts'
import { type EventEnvelope, envelope } from '../../../events/envelope.ts'
import { isContractError, toViolations, type Violation } from '../../../events/errors.ts'
import { compiled } from './compiled.ts'
import type { Failure, FailureCode } from './failure.ts'

export type StoredItem = Readonly<Record<string, AttributeValue>>

export interface Judged {
  /** `<type> version <n>` as stored; undefined where the item holds no event. */
  readonly stored?: string
  /** Upcast to the newest version; undefined where it cannot be used. */
  readonly event?: EventEnvelope
  readonly failure?: Failure
}

/** Without the data, which is held against its own schema anyway. */
const envelopeAlone = compiled(z.extend(envelope, { data: z.unknown() }))

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads one item of the event table as every reader of it does: envelope, type, version, data, upcast.
 * @param whole the event, where its data does not stand in the item.
 */
export function judgeEvent(catalog: EventCatalog, item: StoredItem, whole?: EventEnvelope): Judged {
  const key = `${item.pk?.S ?? '?'} ${item.sk?.N ?? '?'}`
  const text = item.event?.S
  const value = whole ?? jsonOf(text)
  const parsed = envelopeAlone.safeParse(value)
  if (!parsed.success || !isRecord(parsed.data.data)) {
    const [violation] = toViolations(envelope.safeParse(value).error?.issues ?? [])
    const unread = text === undefined ? 'it has no text "event"' : 'it is not JSON'
    const reason = value === undefined || !violation ? unread : describe(violation)
    return { failure: { code: 'NOT_AN_EVENT', of: 'an item', reason, id: key } }
  }
  const event = parsed.data as EventEnvelope
  const stored = `${event.event_type} version ${event.version}`
  const fail = (code: FailureCode, reason: string): Judged => ({
    stored,
    failure: { code, of: stored, reason, id: event.event_id },
  })
  if (key !== `${event.aggregate_type}#${event.aggregate_id} ${event.sequence}`) {
    return fail('KEY_MISMATCH', 'its aggregate or sequence is not that of its key')
  }
  const definition = catalog.get(event.event_type)
  if (!definition) return fail('TYPE_UNKNOWN', `known are ${catalog.size} other types`)
  try {
    const data = newest(definition, event) as Record<string, unknown>
    return { stored, event: { ...event, version: definition.version, data } }
  } catch (error) {
    return fail(codeOf(error), reasonOf(error))
  }
}

class UpcastError extends Error {
  override readonly name = 'UpcastError'
}

/** An upcast is only a function: whether its result is of the newest version is not known before it is looked at. */
function newest(definition: EventDefinition, { data, version }: EventEnvelope): unknown {
  if (version === definition.version) return definition.parse(data, version)
  try {
    return definition.parse(definition.parse(data, version), definition.version)
  } catch (error) {
    // Data that does not match the version under which it was stored was wrong already, so that the upcast is not to blame.
    const written = versionOf(definition, version)?.schema.safeParse(data)
    throw written?.success ? new UpcastError(reasonOf(error), { cause: error }) : error
  }
}

function codeOf(error: unknown): FailureCode {
  if (error instanceof UpcastError) return 'UPCAST_INVALID'
  return isContractError(error) && error.code === 'VERSION_UNKNOWN' ? 'VERSION_UNKNOWN' : 'DATA_INVALID'
}

/** The first violation without the values in it, so that all events with one fault count as one. */
function reasonOf(error: unknown): string {
  if (isContractError(error) && error.violations[0]) return describe(error.violations[0])
  return error instanceof Error ? error.message : String(error)
}

const describe = ({ pointer, message }: Violation): string =>
  `${pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*') || '/'}: ${message}`

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown
  } catch {
    return undefined
  }
}
