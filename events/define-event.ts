import type * as z from 'zod/mini'
import { type Compatibility, DEFAULT_COMPATIBILITY } from './compatibility.ts'
import type { Deprecation } from './deprecation.ts'
import type { EventEnvelope } from './envelope.ts'
import { ContractError } from './errors.ts'
import { assertEventName, assertVersion } from './event-name.ts'

type DataSchema<Data = unknown> = z.ZodMiniType<Data>

/** `const Next` keeps the literals that an upcast writes as they are, and makes the lists among them read-only. */
type DeepReadonly<T> = T extends readonly (infer Element)[]
  ? readonly DeepReadonly<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

type Upcast = (previous: unknown) => unknown

interface SchemaVersion {
  readonly version: number
  readonly schema: DataSchema
  readonly example: unknown
  /** From the data of the version before, as far as the code has one, to the data of this one; absent on the first. */
  readonly upcast?: Upcast
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
  /** Only of such an event: values of the CloudEvent's `source` under which it may be stated. */
  readonly cloudEventSources?: readonly [string, ...string[]]
}

export interface EventDefinition<Type extends string = string, Data = unknown> extends EventDescription<Type> {
  readonly compatibility: Compatibility
  /** The newest version, the only one that consumers see. */
  readonly version: number
  /** In ascending order. Numbers of versions that were retired are missing. */
  readonly versions: readonly SchemaVersion[]
  /** Data of the newest version, as the catalog shows it; validated by a test. */
  readonly example: Data
  /**
   * Validates data written under `version` and upcasts it to the newest.
   * @throws {ContractError} `VERSION_UNKNOWN` for a version this code does not know, `DATA_INVALID` with a pointer per violation.
   */
  parse(data: unknown, version: number): Data
  /** Adds the next version. Old events are upcast on read; what is stored never changes. */
  evolve<const Next>(next: {
    readonly schema: DataSchema<Next>
    readonly example: NoInfer<Next>
    /** What it makes has to fit `schema`: a text that is not among the values that the schema lists does not compile. */
    readonly upcast: (previous: Data) => NoInfer<Next> | DeepReadonly<NoInfer<Next>>
    /** Its number. Default: the one after the version before; greater where that number belonged to a version that was retired. */
    readonly version?: number
    /** Marks the version before as deprecated. */
    readonly deprecatesPrevious?: Deprecation
  }): EventDefinition<Type, Next>
}

/** The envelope of one event type, with the data of its newest version. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? EventEnvelope<Type, Data> : never

export type DataOf<Definition> = Definition extends EventDefinition<string, infer Data> ? Data : never

/**
 * Defines an event type in its first version.
 * @throws {DeclarationError} if the name is not `entity.action` in the past tense, or `firstVersion` is not a whole number from 1.
 */
// @__NO_SIDE_EFFECTS__ Bundles leave out the definitions that they do not use.
export function defineEvent<const Type extends string, Data>(
  definition: EventDescription<Type> & {
    readonly schema: DataSchema<Data>
    readonly example: NoInfer<Data>
    /** The version that `schema` describes. Default 1; greater once all versions before it are retired. */
    readonly firstVersion?: number
  },
): EventDefinition<Type, Data> {
  assertEventName(definition.type)
  const { schema, example, firstVersion = 1, ...description } = definition
  assertVersion(definition.type, 'firstVersion', firstVersion, 1)
  return build<Type, Data>(description, [{ version: firstVersion, schema, example }])
}

function build<Type extends string, Data>(
  description: EventDescription<Type>,
  versions: readonly SchemaVersion[],
): EventDefinition<Type, Data> {
  const last = versions.at(-1) as SchemaVersion
  const newest = last.version
  return {
    ...description,
    compatibility: description.compatibility ?? DEFAULT_COMPATIBILITY,
    version: newest,
    versions,
    example: last.example as Data,
    parse: (data, version) => parseAndUpcast(description.type, versions, data, version) as Data,
    evolve: ({ schema, example, upcast, deprecatesPrevious, version = newest + 1 }) => {
      assertVersion(description.type, 'version', version, newest + 1)
      const kept = deprecatesPrevious
        ? [...versions.slice(0, -1), { ...last, deprecated: deprecatesPrevious }]
        : versions
      return build(description, [...kept, { version, schema, example, upcast: upcast as Upcast }])
    },
  }
}

/** One version of an event; undefined where the code does not have it (any more). */
export const versionOf = (
  { versions }: Pick<EventDefinition, 'versions'>,
  version: number,
): SchemaVersion | undefined => versions.find((one) => one.version === version)

function parseAndUpcast(type: string, versions: readonly SchemaVersion[], data: unknown, version: number): unknown {
  const written = versionOf({ versions }, version)
  if (!written) {
    const known = versions.map((one) => one.version).join(', ')
    throw new ContractError(
      'VERSION_UNKNOWN',
      `Version ${version} of ${type} is not known here; known: ${known}. Of a newer one, deploy the consumer before its producer; an older one was retired.`,
    )
  }
  const parsed = written.schema.safeParse(data)
  if (!parsed.success) {
    throw new ContractError(
      'DATA_INVALID',
      `The data of ${type} version ${version} does not match its schema.`,
      parsed.error.issues,
      data,
      '/data',
    )
  }
  const later = versions.slice(versions.indexOf(written) + 1)
  return later.reduce((previous, next) => next.upcast?.(previous) ?? previous, parsed.data)
}
