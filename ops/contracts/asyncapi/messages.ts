import * as z from 'zod/mini'
import { type CommandDefinition, commandEnvelope } from '../../../events/define-command.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { typedEnvelope } from '../../../events/typed-envelope.ts'
import type { Components } from '../schema/components.ts'
import { externalMessages } from './cloud-events.ts'
import {
  EXAMPLE_EVENT_ID,
  EXAMPLE_TIME,
  exampleAggregateId,
  type Messages,
  messageObject,
  messageOf,
  messagesByVersion,
} from './message.ts'

const metadata = { correlation_id: 'req_xyz', causation_id: 'cmd_123' }

export const eventMessages = (event: EventDefinition, components: Components): Messages =>
  event.fromCloudEvent ? externalMessages(event, components) : ownMessages(event, components)

const ownMessages = (event: EventDefinition, components: Components): Messages =>
  messagesByVersion(event, messageOf, ({ version, schema, example }) => {
    const complete = {
      event_id: EXAMPLE_EVENT_ID,
      event_type: event.type,
      version,
      timestamp: EXAMPLE_TIME,
      aggregate_type: event.aggregate,
      aggregate_id: exampleAggregateId(example),
      sequence: 1,
      data: example,
      metadata: { source: event.producer, ...metadata },
    }
    const byReference = { ...complete, data: {}, data_ref: { sha256: 'e3b0c442'.repeat(8), bytes: 1_048_576 } }
    const wrapped = typedEnvelope(event, version, schema, { aggregate_type: z.literal(event.aggregate) })
    return {
      title: `${event.type}, version ${version}`,
      tags: ['event', event.aggregate],
      correlationId: 'correlation',
      schema: components.schemaOf(wrapped),
      examples: { example: complete, ...(event.claimCheck && { large: byReference }) },
    }
  })

export function commandMessage(command: CommandDefinition, components: Components): unknown {
  const wrapped = z.object({
    ...commandEnvelope.shape,
    command_type: z.literal(command.type),
    data: command.schema,
  })
  const payload = {
    command_id: 'cmd_123',
    command_type: command.type,
    timestamp: EXAMPLE_TIME,
    data: command.example,
    metadata: { source: 'checkout', ...metadata },
  }
  return messageObject({
    name: command.type,
    title: command.type,
    tags: ['command'],
    summary: command.meaning,
    correlationId: 'correlation',
    deprecated: command.deprecated,
    schema: components.schemaOf(wrapped),
    examples: { example: payload },
  })
}
