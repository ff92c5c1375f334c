import { v7 } from 'uuid'
import type { CommandDefinition, CommandEnvelope } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import type { EventEnvelope } from '../../events/envelope.ts'

/** A stored event, as a consumer gets it: the definition's example with changes. */
export function eventOf<Type extends string, Data extends object>(
  definition: EventDefinition<Type, Data>,
  data: Partial<Data> = {},
  envelope: Partial<EventEnvelope> = {},
): EventEnvelope<Type, Data> {
  return {
    event_id: `evt_${v7()}`,
    version: definition.version,
    timestamp: '2026-04-28T10:30:00.000Z',
    aggregate_type: definition.aggregate,
    aggregate_id: 'aggregate_1',
    sequence: 1,
    metadata: { source: definition.producer, correlation_id: 'req_1', causation_id: 'cmd_1' },
    ...envelope,
    event_type: definition.type,
    data: { ...definition.example, ...data },
  }
}

/** A command, as its addressee gets it. */
export const commandOf = <Type extends string, Data extends object>(
  definition: CommandDefinition<Type, Data>,
  data: Partial<Data> = {},
): CommandEnvelope<Type, Data> => ({
  command_id: `cmd_${v7()}`,
  command_type: definition.type,
  timestamp: '2026-04-28T10:30:00.000Z',
  data: { ...definition.example, ...data },
  metadata: { source: 'checkout', correlation_id: 'req_1', causation_id: 'evt_1' },
})
