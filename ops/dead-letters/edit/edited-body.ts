import { catalog } from '../../../events/catalog.ts'
import { decodeEvent, type EventCatalog } from '../../../events/decode.ts'
import { decodeCommand } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { unwrap } from '../../../lambdas/runtime/consumer/decode-message.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { assertSize } from '../../../lambdas/runtime/event-store/event-item.ts'
import { UsageError } from '../../terminal/usage-error.ts'

type Json = Record<string, unknown>

export interface Original {
  readonly envelope: Json
  readonly data: Json
}

/** What a letter's body holds, however the bus or the topic has wrapped it. @throws {UsageError} for what is no message. */
export function originalOf(body: string): Original {
  const envelope = tried(() => unwrap(body), 'Its body is not JSON, so there is no event in it to edit')
  const isMessage = isObject(envelope) && isObject(envelope.data) && isObject(envelope.metadata)
  if (!isMessage) throw new UsageError('Its body holds no event and no command, so there is nothing to edit.')
  return { envelope: envelope as Json, data: (envelope as Json).data as Json }
}

export interface Edited {
  readonly id: string
  readonly envelope: Json
  /** An event has a place in a stream, and may be replayed; a command has not. */
  readonly isEvent: boolean
}

/**
 * The message with other data: an id of its own, caused by the original, at the same place of the same stream; valid by the
 * schema of its type and version.
 * @throws {UsageError} with each violation of the schema, and for what a queue cannot carry.
 */
export function editedEnvelope(
  consumer: ConsumerDeclaration,
  { envelope }: Original,
  data: Json,
  newId: (prefix: 'evt' | 'cmd') => string,
  events: EventCatalog = catalog,
): Edited {
  const isEvent = 'event_id' in envelope
  const [name, prefix] = isEvent ? (['event_id', 'evt'] as const) : (['command_id', 'cmd'] as const)
  const id = newId(prefix)
  const metadata = { ...(envelope.metadata as Json), causation_id: envelope[name] }
  // The data that is given takes the place of any that stands in a bucket.
  const { data_ref, ...rest } = envelope
  const whole = data_ref === undefined ? '' : 'Its data stands in the bucket of large events, so give all of it anew. '
  const edited: Json = { ...rest, [name]: id, data, metadata }
  tried(() => {
    if (isEvent) decodeEvent(events, edited)
    else decodeCommand(new Map(consumer.accepts.map((command) => [command.type, command])), edited)
    assertSize(isEvent ? 'EVENT_TOO_LARGE' : 'COMMAND_TOO_LARGE', 'With these data it', JSON.stringify(edited))
  }, `${whole}What it would be is refused`)
  return { id, envelope: edited, isEvent }
}

export const asEvent = ({ envelope }: Edited): EventEnvelope => envelope as unknown as EventEnvelope

/** A pointer and a value, as `--set` gives them: `/items/0/quantity=2`; what is not JSON is a text. @throws {UsageError} */
export function withSet(data: Json, assignment: string): Json {
  const [, pointer, text] = /^((?:\/[^=/]*)+)=(.*)$/s.exec(assignment) ?? []
  if (pointer === undefined || text === undefined) {
    throw new UsageError(
      `--set is "${assignment}", it must be a place in the data and its value, e.g. /items/0/quantity=2.`,
    )
  }
  const copy = structuredClone(data)
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  let at: unknown = copy
  for (const part of path.slice(0, -1)) at = Object.hasOwn(Object(at), part) ? (at as Json)[part] : undefined
  const last = path.at(-1) ?? ''
  if (typeof at !== 'object' || at === null || last === '__proto__') {
    throw new UsageError(`--set ${pointer}: there is no such place in the data.`)
  }
  ;(at as Json)[last] = parsedOrText(text)
  return copy
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function tried<Value>(run: () => Value, what: string): Value {
  try {
    return run()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${what}: ${why}`, { cause: error })
  }
}
