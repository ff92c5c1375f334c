import { basename } from 'node:path'
import type * as z from 'zod/mini'
import { allEvents } from '../../../events/catalog.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { eventNamed, eventsOfAggregate, type KnownEvent } from '../known.ts'
import { camelCase } from '../names.ts'

/** An event as a route that states it needs to know it. */
export interface StatedEvent extends KnownEvent {
  /** Name of its schema, which its module exports, e.g. `boxShippedData`. */
  readonly schema: string
  /** Names of the fields of its data. */
  readonly fields: readonly string[]
  /** Fields that are a text in each event, and so may stand in a path. */
  readonly texts: readonly string[]
  /** The field that names its aggregate, e.g. `box_id`. */
  readonly id: string
  /** Prefix of an id that the service makes up; undefined where it cannot, because the schema allows only others. */
  readonly idPrefix: string | undefined
  readonly example: Readonly<Record<string, unknown>>
  /** All events of the aggregate, this one among them. */
  readonly family: readonly KnownEvent[]
  /** The list of exactly these, if the event's module exports it, e.g. `boxEvents`. */
  readonly list: string | undefined
}

const BY_HAND = 'docs/add-an-event.md#by-hand'

/** @throws {UsageError} for an event that is not there, that another service states, or whose schema a request cannot be read with. */
export function statedEvent(draft: Draft, type: string, service: string): StatedEvent {
  const known = eventNamed(type)
  const definition = allEvents.find((event) => event.type === type) as EventDefinition
  if (definition.cloudEventSources)
    throw new UsageError(`--event ${type}: another team states it, no service here can.`)
  if (definition.producer !== `${service}-service`)
    throw new UsageError(
      `--event ${type}: only ${definition.producer} states it, as its definition in ${known.file} says, and not service "${service}".`,
    )
  return factsOf(known, definition, draft.read(known.file), eventsOfAggregate(known.aggregate))
}

/** @param source text of the module that defines the event. @throws {UsageError} */
export function factsOf(
  known: KnownEvent,
  definition: EventDefinition,
  source: string,
  family: readonly KnownEvent[],
): StatedEvent {
  const { type, name, file, aggregate } = known
  const schema = `${name}Data`
  const object = definition.versions.at(-1)?.schema as z.ZodMiniObject
  if (definition.versions.length > 1)
    throw new UsageError(
      `--event ${type}: it has ${definition.versions.length} versions, and this command writes a route for an event of one. By hand: ${BY_HAND}.`,
    )
  if (object._zod.def.type !== 'object' || object._zod.def.checks?.length)
    throw new UsageError(`--event ${type}: its schema is not a plain z.object of fields. By hand: ${BY_HAND}.`)
  if (!new RegExp(`export const ${schema} = `).test(source) || !new RegExp(`schema: ${schema}\\b`).test(source))
    throw new UsageError(
      `--event ${type}: ${file} exports no ${schema}, the schema that the request is read with. Write \`export const ${schema} = z.object(…)\` and \`schema: ${schema}\`, as \`npm run new -- event\` does.`,
    )
  const example = definition.example as Readonly<Record<string, unknown>>
  const fields = Object.keys(object.shape)
  const texts = fields.filter((field) => typeof example[field] === 'string' && isRequired(object, field))
  const id = `${aggregate.replaceAll('-', '_')}_id`
  if (!texts.includes(id))
    throw new UsageError(
      `--event ${type}: it has no text ${id} in each event, which names the ${aggregate} that it happens to. Its texts are ${texts.join(', ') || 'none'}.`,
    )
  return {
    ...known,
    schema,
    fields,
    texts,
    id,
    idPrefix: prefixOf(object, id, example),
    example,
    family,
    list: listOf(known, source, family),
  }
}

const isRequired = (object: z.ZodMiniObject, field: string): boolean =>
  !(object.shape[field] as z.ZodMiniType).safeParse(undefined).success

/** The prefix of the example, if the schema takes an id as the runtime makes them. */
function prefixOf(object: z.ZodMiniObject, id: string, example: StatedEvent['example']): string | undefined {
  const prefix = /^([A-Za-z][A-Za-z0-9]*)_/.exec(String(example[id]))?.[1]
  const made = `${prefix}_019a0000-0000-7000-8000-000000000000`
  return prefix !== undefined && (object.shape[id] as z.ZodMiniType).safeParse(made).success ? prefix : undefined
}

function listOf({ file }: KnownEvent, source: string, family: readonly KnownEvent[]): string | undefined {
  const list = `${camelCase(basename(file, '.ts'))}Events`
  const [, inside] = new RegExp(`export const ${list} = \\[([^\\]]*)\\]`).exec(source) ?? []
  const names = (inside ?? '').split(',').map((one) => one.trim())
  const listed = names.filter((name) => name !== '').toSorted()
  return listed.join() ===
    family
      .map(({ name }) => name)
      .toSorted()
      .join()
    ? list
    : undefined
}
