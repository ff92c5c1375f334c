/** The names that tests give to the tables of the pipeline, and to that of a service. */
export const testTables = {
  events: 'events',
  commands: 'commands',
  processed: 'processed',
  snapshots: 'snapshots',
  deadLetters: 'dead-letters',
  breakers: 'breakers',
  parked: 'parked',
  operations: 'operations',
  auditLog: 'audit-log',
  state: 'state',
} as const
