import type { EventDefinition, EventOf } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { type DocumentKey, joinParts, type Part, type Parts } from './parts.ts'
import type { TableIndex } from './table-index.ts'

/** The change of one document by one event: the whole new value of each part that it touches. */
export interface DocumentChange {
  readonly key: DocumentKey
  readonly parts: Parts
}

/** A part's new value, before it is stamped with the event's sequence and time. */
export interface PartValue {
  readonly value: unknown
  readonly indexed?: Readonly<Record<string, string>>
}

export interface PartValues extends DocumentKey {
  readonly parts: Readonly<Record<string, PartValue>>
}

/** One pure function per event type; a missing or superfluous one does not compile. */
export type Projection<Definition extends EventDefinition> = {
  readonly [Type in Definition['type']]: (event: EventOf<Extract<Definition, { readonly type: Type }>>) => PartValues
}

export interface ReadModelDescription<Events extends readonly EventDefinition[]> {
  /** Name of the consumer that keeps it. */
  readonly name: string
  readonly events: Events
  /** Indexes of the service's table whose attributes its parts set. */
  readonly indexes?: readonly TableIndex[]
  readonly project: Projection<Events[number]>
}

/** A read model as plain functions: the consumer, the rebuild, the verification and `as_of` all use the same one. */
export interface ReadModel {
  readonly name: string
  readonly events: readonly EventDefinition[]
  readonly indexes: readonly TableIndex[]
  /** Nothing for an event type that it does not know. Events must have been decoded (validated and upcast). */
  changeOf(event: EventEnvelope): DocumentChange | undefined
}

export function defineReadModel<const Events extends readonly EventDefinition[]>(
  description: ReadModelDescription<Events>,
): ReadModel {
  const project = description.project as unknown as Readonly<Record<string, (event: EventEnvelope) => PartValues>>
  return {
    name: description.name,
    events: description.events,
    indexes: description.indexes ?? [],
    changeOf: (event) => {
      const values = Object.hasOwn(project, event.event_type) ? project[event.event_type]?.(event) : undefined
      return values && { key: keyOf(values), parts: stamp(values.parts, event) }
    },
  }
}

/** The document that these events make, in whatever order they come. */
export const foldEvents = (model: ReadModel, events: Iterable<EventEnvelope>, initial: Parts = {}): Parts => {
  let parts = initial
  for (const event of events) parts = joinParts(parts, model.changeOf(event)?.parts ?? {})
  return parts
}

const keyOf = ({ id, entry }: DocumentKey): DocumentKey => (entry === undefined ? { id } : { id, entry })

const stamp = (values: PartValues['parts'], event: EventEnvelope): Parts =>
  Object.fromEntries(
    Object.entries(values).map(([name, one]): [string, Part] => [
      name,
      { sequence: event.sequence, at: event.timestamp, ...one },
    ]),
  )
