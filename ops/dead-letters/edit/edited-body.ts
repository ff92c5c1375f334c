import { catalog } from '../../../events/catalog.ts'
import { decodeEvent, type EventCatalog } from '../../../events/decode.ts'
import { decodeCommand } from '../../../events/define-command.ts'
import { type EventDefinition, versionOf } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { unwrap } from '../../../lambdas/runtime/consumer/decode-message.ts'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { assertSize } from '../../../lambdas/runtime/event-store/event-item.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { assertFits } from '../../corrections/assert-fits.ts'

type Json = Record<string, unknown>

export interface Original {
  readonly envelope: Json
  readonly data: Json
}

/** Reads the message in a letter's body, whichever way the bus or the topic has wrapped it. @throws {UsageError} if there is none. */
export function originalOf(body: string): Original {
  const envelope = tried(() => unwrap(body), 'Its body is not JSON, so there is no event in it to edit')
  const isMessage = isObject(envelope) && isObject(envelope.data) && isObject(envelope.metadata)
  if (!isMessage) throw new UsageError('Its body holds no event and no command, so there is nothing to edit.')
  return { envelope: envelope as Json, data: (envelope as Json).data as Json }
}

/** What a message says of its contract. */
interface Named {
  readonly event_type: string
  readonly command_type: string
  readonly version: number
}

export interface Edited {
  readonly id: string
  readonly envelope: Json
  /** True for an event, which has a place in a stream and may be replayed; false for a command. */
  readonly isEvent: boolean
}

/**
 * Makes the message that replaces the original. It has other data and an id of its own, names the original as its cause, has the same
 * place in the same stream, and is valid by the
 * schema of its type and version.
 * @throws {UsageError} with each violation of the schema, for a field that the schema does not have, and for what a queue cannot carry.
 */
export function editedEnvelope(
  consumer: ConsumerDeclaration,
  { envelope, data: before }: Original,
  data: Json,
  newId: (prefix: 'evt' | 'cmd') => string,
  events: EventCatalog = catalog,
): Edited {
  const isEvent = 'event_id' in envelope
  const [name, prefix] = isEvent ? (['event_id', 'evt'] as const) : (['command_id', 'cmd'] as const)
  const id = newId(prefix)
  const metadata = { ...(envelope.metadata as Json), causation_id: envelope[name] }
  // The new data is part of the message, so that it must no longer refer to the old data in a bucket.
  const { data_ref, ...rest } = envelope
  const edited: Json = { ...rest, [name]: id, data, metadata }
  const commands = new Map(consumer.accepts.map((command) => [command.type, command]))
  const { event_type = '', command_type = '', version = 0 } = edited as Partial<Named>
  assertFits({
    contract: isEvent ? `${event_type} version ${version}` : command_type,
    decode: () => {
      if (isEvent) decodeEvent(events, edited)
      else decodeCommand(commands, edited)
      assertSize(isEvent ? 'EVENT_TOO_LARGE' : 'COMMAND_TOO_LARGE', 'With these data it', JSON.stringify(edited))
    },
    schema: isEvent ? schemaOf(events.get(event_type), version) : commands.get(command_type)?.schema,
    before,
    after: data,
    ...(data_ref !== undefined && {
      hint: 'Its data is in the bucket of large events and cannot be changed in part: give the whole data. ',
    }),
  })
  return { id, envelope: edited, isEvent }
}

const schemaOf = (definition: EventDefinition | undefined, version: number) =>
  definition && versionOf(definition, version)?.schema

export const asEvent = ({ envelope }: Edited): EventEnvelope => envelope as unknown as EventEnvelope

/** Sets one value, given as `--set` takes it: `/items/0/quantity=2`. A value that is not JSON is taken as text. @throws {UsageError} */
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
  for (const part of path.slice(0, -1)) at = isObject(at) || Array.isArray(at) ? own(at as Json, part) : undefined
  const last = path.at(-1) ?? ''
  if (typeof at !== 'object' || at === null || last === '__proto__' || (Array.isArray(at) && !isPlaceIn(at, last))) {
    throw new UsageError(
      `--set ${pointer}: there is no such place in the data, which has ${Object.keys(data)
        .map((name) => `/${name}`)
        .join(', ')}.`,
    )
  }
  ;(at as Json)[last] = parsedOrText(text)
  return copy
}

const own = (value: Json, part: string): unknown => (Object.hasOwn(value, part) ? value[part] : undefined)

/** A list has its items and the place behind the last one. What JavaScript knows of it besides, such as its length, is not JSON. */
const isPlaceIn = (list: readonly unknown[], part: string): boolean =>
  /^(0|[1-9]\d{0,8})$/.test(part) && Number(part) <= list.length

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
