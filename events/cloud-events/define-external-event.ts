import type * as z from 'zod/mini'
import { defineEvent, type EventDefinition, type EventDescription } from '../define-event.ts'
import { fromCloudEvent } from './from-cloud-event.ts'

/**
 * Defines an event that another team states and puts on our bus as a CloudEvent 1.0 (docs/cloud-events.md). Consumers that
 * need no order subscribe to it as to any other; it is not stored, so it cannot be replayed from the event table, only
 * from the archive of the bus.
 * @throws {Error} if the name is not `entity.action` in the past tense, or no source is named.
 */
// @__NO_SIDE_EFFECTS__ Bundles leave out the definitions that they do not use.
export function defineExternalEvent<const Type extends string, Data>({
  sources,
  ...description
}: EventDescription<Type> & {
  readonly schema: z.ZodMiniType<Data>
  readonly example: NoInfer<Data>
  /** The version that `schema` describes. Default 1; greater once all versions before it are retired. */
  readonly firstVersion?: number
  /** Values of the CloudEvent's `source` under which it may be stated, e.g. `https://carrier.example.com/parcels`. */
  readonly sources: readonly [string, ...string[]]
}): EventDefinition<Type, Data> {
  const { type, aggregate, producer } = description
  const accepted = { type, aggregate, producer, sources }
  return defineEvent({
    ...description,
    forTheRecord: description.forTheRecord ?? false,
    cloudEventSources: sources,
    fromCloudEvent: (value: unknown) => fromCloudEvent(value, accepted),
  })
}
