/**
 * Sections of docs/runbook.md, by their anchor: what an alarm means, what to look at, what to do, when to stop. Every alarm
 * names its section, and a test holds that every section has its alarm.
 */
export type RunbookSection =
  | 'dead-letters'
  | 'new-dead-letters'
  | 'dead-letter-rate'
  | 'systemic-failure'
  | 'parked'
  | 'parked-long'
  | 'parking-full'
  | 'parking-not-looked-at'
  | 'lag'
  | 'deep-queue'
  | 'soon-lost'
  | 'crashes'
  | 'slow-consumer'
  | 'circuit-open'
  | 'lost-deliveries'
  | 'failed-deliveries'
  | 'relay-behind'
  | 'relay-set-aside'
  | 'relay-waiting'
  | 'relay-stopped'
  | 'relay-errors'
  | 'no-concurrency'
  | 'throttled-tables'
  | 'table-errors'
  | 'deadlines-lost'
  | 'api-errors'
  | 'api-slow'

export const RUNBOOK = 'docs/runbook.md'
