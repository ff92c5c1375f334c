import { type Compatibility, DEFAULT_COMPATIBILITY } from '../../events/compatibility.ts'
import type { CommandDefinition } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'

/** What is promised of a type besides the schema of its data. */
export interface Declared {
  readonly compatibility: Compatibility
  /** Only of an event: the kind of aggregate in whose streams it is stored. */
  readonly aggregate?: string
  /** Only of an event: its `metadata.source`, and the `source` of its CloudEvents. */
  readonly producer?: string
  /** Only of an event whose data may stand in a bucket. */
  readonly claimCheck?: true
  /** Only of an event of another team: where it may come from. */
  readonly sources?: readonly string[]
  /** Only of a command: the consumer whose queue takes it. */
  readonly addressee?: string
}

export const declaredOfEvent = (event: EventDefinition): Declared => ({
  compatibility: event.compatibility,
  aggregate: event.aggregate,
  producer: event.producer,
  ...(event.claimCheck && { claimCheck: true }),
  ...(event.cloudEventSources && { sources: [...event.cloudEventSources].sort() }),
})

export const declaredOfCommand = ({ compatibility, addressee }: CommandDefinition): Declared => ({
  compatibility: compatibility ?? DEFAULT_COMPATIBILITY,
  addressee,
})
