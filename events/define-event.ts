import type * as z from 'zod/mini'
import { type Compatibility, DEFAULT_COMPATIBILITY } from './compatibility.ts'
import type { Deprecation } from './deprecation.ts'
import type { EventEnvelope } from './envelope.ts'
import { ContractError, toViolations } from './errors.ts'
import { assertEventName } from './event-name.ts'

type DataSchema<Data = unknown> = z.ZodMiniType<Data>

interface SchemaVersion {
  readonly version: number
  readonly schema: DataSchema
  readonly example: unknown
  /** From the data of the version before to the data of this one; absent on version 1. */
  readonly upcast?: (previous: unknown) => unknown
  readonly deprecated?: Deprecation
}

export interface EventDescription<Type extends string> {
  /** `entity.action`, past tense. */
  readonly type: Type
  /** The kind of aggregate in whose stream this event stands. */
  readonly aggregate: string
  /** The one service that states this fact; becomes `metadata.source`. */
  readonly producer: string
  /** One line for the catalog: what has happened, in the words of the business. */
  readonly meaning: string
  /** Which changes of its schema need no new version; held by `npm run check:contracts`. Default `full-transitive`. */
  readonly compatibility?: Compatibility
  /** Set when nobody should produce or subscribe to this event any more. */
  readonly deprecated?: Deprecation
  /** True where consumers of all events (audit, analytics) are its only readers, so that synth need not warn. Default false. */
  readonly forTheRecord?: boolean
  /**
   * True where its data may be larger than the 240 KB that bus, topic and queues carry, up to 10 MB: it then goes by reference to
   * a bucket (docs/large-events.md). Default false: an event that is too large is refused when it is appended.
   */
  readonly claimCheck?: boolean
  /**
   * Only of an event that another team states (see `defineExternalEvent`): reads its CloudEvent as one of our events.
   * @throws {ContractError} `ENVELOPE_INVALID` or `SENDER_UNKNOWN`.
   */
  readonly fromCloudEvent?: (value: unknown) => EventEnvelope
}

export interface EventDefinition<Type extends string = string, Data = unknown> extends EventDescription<Type> {
  readonly compatibility: Compatibility
  /** The newest version, the only one that consumers see. */
  readonly version: number
  readonly versions: readonly SchemaVersion[]
  /** Data of the newest version, as the catalog shows it; validated by a test. */
  readonly example: Data
  /**
   * Validates data written under `version` and upcasts it to the newest.
   * @throws {ContractError} `VERSION_UNKNOWN` for a version this code does not know, `DATA_INVALID` with a pointer per violation.
   */
  parse(data: unknown, version: number): Data
  /** Adds the next version. Old events are upcast on read; what is stored never changes. */
  evolve<Next>(next: {
    readonly schema: DataSchema<Next>
    readonly example: NoInfer<Next>
    readonly upcast: (previous: Data) => Next
    /** Marks the version before as deprecated. */
    readonly deprecatesPrevious?: Deprecation
  }): EventDefinition<Type, Next>
}

/** The envelope of one event type, with the data of its newest version. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? EventEnvelope<Type, Data> : never

export type DataOf<Definition> = Definition extends EventDefinition<string, infer Data> ? Data : never

/**
 * Defines an event type at version 1.
 * @throws {Error} if the name is not `entity.action` in the past tense.
 */
// @__NO_SIDE_EFFECTS__ Bundles leave out the definitions that they do not use.
export function defineEvent<const Type extends string, Data>(
  definition: EventDescription<Type> & { readonly schema: DataSchema<Data>; readonly example: NoInfer<Data> },
): EventDefinition<Type, Data> {
  assertEventName(definition.type)
  const { schema, example, ...description } = definition
  return build<Type, Data>(description, [{ version: 1, schema, example }])
}

function build<Type extends string, Data>(
  description: EventDescription<Type>,
  versions: readonly SchemaVersion[],
): EventDefinition<Type, Data> {
  const newest = versions.length
  return {
    ...description,
    compatibility: description.compatibility ?? DEFAULT_COMPATIBILITY,
    version: newest,
    versions,
    example: versions[newest - 1]?.example as Data,
    parse: (data, version) => parseAndUpcast(description.type, versions, data, version) as Data,
    evolve: ({ schema, example, upcast, deprecatesPrevious }) => {
      const kept = versions.map((known) =>
        known.version === newest && deprecatesPrevious ? { ...known, deprecated: deprecatesPrevious } : known,
      )
      const next = { version: newest + 1, schema, example, upcast: (previous: unknown) => upcast(previous as Data) }
      return build(description, [...kept, next])
    },
  }
}

function parseAndUpcast(type: string, versions: readonly SchemaVersion[], data: unknown, version: number): unknown {
  const written = versions[version - 1]
  if (!written) {
    throw new ContractError(
      'VERSION_UNKNOWN',
      `Version ${version} of ${type} is not known here; known: 1 to ${versions.length}. Deploy the consumer before its producer.`,
    )
  }
  const parsed = written.schema.safeParse(data)
  if (!parsed.success) {
    throw new ContractError(
      'DATA_INVALID',
      `The data of ${type} version ${version} does not match its schema.`,
      toViolations(parsed.error.issues, '/data'),
    )
  }
  return versions.slice(version).reduce((previous, next) => next.upcast?.(previous) ?? previous, parsed.data)
}
