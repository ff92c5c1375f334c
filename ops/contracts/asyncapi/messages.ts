import * as z from 'zod/mini'
import { type CommandDefinition, commandEnvelope } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import type { Deprecation } from '../../../events/deprecation.ts'
import { envelope } from '../../../events/envelope.ts'
import type { Components } from '../schema/components.ts'

/** Examples are the same in every run. */
const at = '2026-04-28T10:30:00.000Z'
const metadata = { correlation_id: 'req_xyz', causation_id: 'cmd_123' }
const EVENT_ID = 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'

/** Name of an event's message in one version, e.g. `order.created.v1`. */
export const messageOf = ({ type }: Pick<EventDefinition, 'type'>, version: number): string => `${type}.v${version}`

/** One message for each version of an event: what is stored and replayed is of all of them. */
export function eventMessages(event: EventDefinition, components: Components): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    event.versions.map(({ version, schema, example, deprecated }) => {
      const wrapped = z.object({
        ...envelope.shape,
        event_type: z.literal(event.type),
        version: z.literal(version),
        aggregate_type: z.literal(event.aggregate),
        data: schema,
      })
      const payload = {
        event_id: EVENT_ID,
        event_type: event.type,
        version,
        timestamp: at,
        aggregate_type: event.aggregate,
        aggregate_id: String(Object.values(example as object)[0]),
        sequence: 1,
        data: example,
        metadata: { source: event.producer, ...metadata },
      }
      const message = {
        name: event.type,
        title: `${event.type}, version ${version}`,
        tags: [{ name: 'event' }, { name: event.aggregate }],
        ...common(event.meaning, event.deprecated ?? deprecated, components.schemaOf(wrapped), payload),
      }
      return [messageOf(event, version), message] as const
    }),
  )
}

export function commandMessage(command: CommandDefinition, components: Components): unknown {
  const wrapped = z.object({
    ...commandEnvelope.shape,
    command_type: z.literal(command.type),
    data: command.schema,
  })
  const payload = {
    command_id: 'cmd_123',
    command_type: command.type,
    timestamp: at,
    data: command.example,
    metadata: { source: 'checkout', ...metadata },
  }
  return {
    name: command.type,
    title: command.type,
    tags: [{ name: 'command' }],
    ...common(command.meaning, command.deprecated, components.schemaOf(wrapped), payload),
  }
}

const common = (summary: string, deprecated: Deprecation | undefined, schema: unknown, payload: unknown) => ({
  summary,
  contentType: 'application/json',
  correlationId: { $ref: '#/components/correlationIds/correlation' },
  ...(deprecated && { 'x-deprecated': deprecated }),
  payload: schema,
  examples: [{ name: 'example', payload }],
})
