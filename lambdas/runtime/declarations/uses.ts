import type { EventDefinition } from '../../../events/define-event.ts'

/** What a function may touch beyond what its kind needs anyway; each entry becomes one narrow policy statement. */
export interface Uses {
  /** `read`: load streams and snapshots; `append`: also store new events. */
  readonly eventStore?: 'read' | 'append'
  /**
   * Events of other services that it looks up one by one in the streams where they are stored (`eventStore.first`), because
   * it must know what has been decided, and its own queue may be behind. Everything else comes to a consumer by its queue.
   */
  readonly facts?: readonly EventDefinition[]
  /** The service's own table. */
  readonly table?: 'read' | 'write'
  /** Sends commands through the command outbox. */
  readonly commands?: boolean
  /** Sends e-mail through SES. */
  readonly email?: boolean
  /** Creates one-time schedules that deliver a command to the named consumer of commands. */
  readonly schedules?: string
  /** Writes objects into the service's own bucket. */
  readonly bucket?: 'write'
}
