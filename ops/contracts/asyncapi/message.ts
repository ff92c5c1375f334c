import type { EventDefinition } from '../../../events/define-event.ts'
import type { Deprecation } from '../../../events/deprecation.ts'

/** Examples are the same in every run. */
export const EXAMPLE_TIME = '2026-04-28T10:30:00.000Z'
export const EXAMPLE_EVENT_ID = 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'

/** An id for an example of the event: data begins with the id of its aggregate by convention. */
export const exampleAggregateId = (example: unknown): string => String(Object.values(example as object)[0])

/** Name of an event's message in one version, e.g. `order.created.v1`. */
export const messageOf = ({ type }: Pick<EventDefinition, 'type'>, version: number): string => `${type}.v${version}`

/** Name of the same message as other teams get it: as a CloudEvent made by the bus. */
export const cloudEventMessageOf = (event: Pick<EventDefinition, 'type'>, version: number): string =>
  `${messageOf(event, version)}.cloudevent`

export interface Described {
  readonly name: string
  readonly title: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly contentType?: string
  /** Name among the components. */
  readonly correlationId: keyof typeof correlationIds
  readonly deprecated: Deprecation | undefined
  readonly schema: unknown
  readonly examples: Readonly<Record<string, unknown>>
}

/** A message as AsyncAPI writes it. */
export const messageObject = ({ tags, correlationId, deprecated, schema, examples, ...message }: Described) => ({
  contentType: 'application/json',
  ...message,
  tags: tags.map((name) => ({ name })),
  correlationId: { $ref: `#/components/correlationIds/${correlationId}` },
  ...(deprecated && { 'x-deprecated': deprecated }),
  payload: schema,
  examples: Object.entries(examples).map(([name, payload]) => ({ name, payload })),
})

/** Messages by their names among the components. */
export type Messages = Readonly<Record<string, ReturnType<typeof messageObject>>>

type Version = EventDefinition['versions'][number]

/** One message for each version of an event: what is stored and replayed is of all of them. */
export const messagesByVersion = (
  event: EventDefinition,
  nameOf: (event: EventDefinition, version: number) => string,
  describe: (version: Version) => Omit<Described, 'name' | 'summary' | 'deprecated'>,
): Messages =>
  Object.fromEntries(
    event.versions.map((version) => {
      const common = { name: event.type, summary: event.meaning, deprecated: event.deprecated ?? version.deprecated }
      return [nameOf(event, version.version), messageObject({ ...common, ...describe(version) })]
    }),
  )

const description = 'Shared by everything that one request has set in motion.'

export const correlationIds = {
  correlation: { description, location: '$message.payload#/metadata/correlation_id' },
  onBus: { description, location: '$message.payload#/detail/metadata/correlation_id' },
  cloudEvent: { description, location: '$message.payload#/correlationid' },
  cloudEventOnBus: { description, location: '$message.payload#/detail/correlationid' },
}
