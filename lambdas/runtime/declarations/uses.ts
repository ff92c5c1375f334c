import type { EventDefinition } from '../../../events/define-event.ts'

/**
 * The access of a function to items of its service's table: `get` (one item or several by their keys), `query` (table and
 * indexes), `put`, `update`, `delete` (alone or in a transaction), `check` (a condition on an item that a transaction leaves
 * alone).
 */
export type TableAction = 'get' | 'query' | 'put' | 'update' | 'delete' | 'check'

/** The access of a function beyond what its kind always has; each entry becomes one narrow policy statement. */
export interface Uses {
  /** `read`: load streams and snapshots; `append`: also store new events, in the streams of the service's own aggregates. */
  readonly eventStore?: 'read' | 'append'
  /** Aggregate types whose streams it loads. Default: those in whose streams events of the service stand. */
  readonly streams?: readonly string[]
  /**
   * Events of other services that it looks up one by one in the streams where they are stored (`eventStore.first`), because
   * it must know what has been decided, and its own queue may be behind. Everything else comes to a consumer by its queue.
   */
  readonly facts?: readonly EventDefinition[]
  /**
   * The service's own table: exactly these actions, or `read` (get, query) or `write` (get, query, put, update). What no
   * end-to-end test uses of it is reported by `npm run check:iam`.
   */
  readonly table?: 'read' | 'write' | readonly TableAction[]
  /** Sends commands through the command outbox. */
  readonly commands?: boolean
  /** Sends e-mail through SES. */
  readonly email?: boolean
  /** Creates one-time schedules that deliver a command to the named consumer of commands. */
  readonly schedules?: string
  /**
   * The service's own bucket. `write`: puts an object for each event; `write-and-look`: puts objects that hold a batch of events each,
   * and looks whether one is there.
   */
  readonly bucket?: 'write' | 'write-and-look'
  /**
   * Secrets of the service, by names of its own: it reads their values from Secrets Manager by `secret('payment-provider')`. They are created by whoever
   * deploys a stage, before the first message needs them (docs/secrets.md).
   */
  readonly secrets?: readonly string[]
  /**
   * Environment variables of the service's own, for what differs between stages and is no secret, such as an address: read by
   * `ownVariable('PROVIDER_URL')`. The value is that of the setting `variables`, or else the default.
   */
  readonly variables?: Readonly<Record<string, OwnVariable>>
}

export interface OwnVariable {
  /** Value in stages whose settings give none. Absent: each stage has to give one. */
  readonly default?: string
}
