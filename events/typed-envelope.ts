import * as z from 'zod/mini'
import type { EventDefinition } from './define-event.ts'
import { dataReference, envelope } from './envelope.ts'

const { data_ref: _, ...withoutReference } = envelope.shape

/**
 * The envelope of one version of an event as it is on the wire, for documents that describe it. Where the event declares
 * `claimCheck`, its data is there or, in its place, a reference to it.
 * @param data schema of that version's data
 */
export function typedEnvelope(
  { type, claimCheck }: Pick<EventDefinition, 'type' | 'claimCheck'>,
  version: number,
  data: z.ZodMiniType,
  narrower: Readonly<Record<string, z.ZodMiniType>> = {},
): z.ZodMiniType {
  const own = { ...withoutReference, event_type: z.literal(type), version: z.literal(version), ...narrower }
  const complete = z.object({ ...own, data })
  if (!claimCheck) return complete
  return z.union([complete, z.object({ ...own, data: z.object({}), data_ref: dataReference })])
}
