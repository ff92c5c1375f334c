import type { CommandEnvelope } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import type { EventEnvelope } from '../../events/envelope.ts'

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** A valid, always equal event id; they sort by number. */
export const testEventId = (number: number): string => `evt_${hex(number, 8)}-7b0a-7cc3-8f0e-${hex(number, 12)}`

/** A valid envelope around the example of a definition, in its newest version. @public for tests that `npm run new` writes. */
export const anExample = (
  number: number,
  { type, version, aggregate, example }: Pick<EventDefinition, 'type' | 'version' | 'aggregate' | 'example'>,
  sequence: number,
): EventEnvelope => ({
  ...anEvent(number, type, sequence, example as Readonly<Record<string, unknown>>),
  version,
  aggregate_type: aggregate,
})

/** A valid envelope around any data of version 1; the aggregate is the type's entity. */
export const anEvent = (
  number: number,
  type: string,
  sequence: number,
  data: Readonly<Record<string, unknown>>,
): EventEnvelope => ({
  event_id: testEventId(number),
  event_type: type,
  version: 1,
  timestamp: '2026-01-01T00:00:00.000Z',
  aggregate_type: type.split('.')[0]!,
  aggregate_id: `aggregate_${number}`,
  sequence,
  data,
  metadata: { source: 'test-service', correlation_id: `req_${number}`, causation_id: `req_${number}` },
})

/** A valid envelope around the data of a command. @public for tests that `npm run new` writes. */
export const aCommand = (number: number, type: string, data: Readonly<Record<string, unknown>>): CommandEnvelope => ({
  command_id: testEventId(number).replace('evt_', 'cmd_'),
  command_type: type,
  timestamp: '2026-01-01T00:00:00.000Z',
  data,
  metadata: { source: 'test-service', correlation_id: `req_${number}`, causation_id: `req_${number}` },
})
