import { StreamViewType, type Table } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { pipelineTables, type TableShape } from '../../lambdas/runtime/declarations/tables.ts'
import { appendOnlyPolicy } from './append-only.ts'
import type { RemovalSettings } from './removal.ts'
import { SecureTable, type SecureTableProps } from './secure-table.ts'

/** The tables that the runtime needs, whatever the services are. */
export class PipelineTables extends Construct {
  /** Every event, and the outbox: its stream is what gets published. */
  readonly events: Table
  /** Outbox of commands; its stream is what gets delivered. */
  readonly commands: Table
  /** Dedup markers, leases, and the answers of idempotent requests. */
  readonly processed: Table
  /** Snapshots of aggregates: the newest of each, and earlier ones by their time. */
  readonly snapshots: Table
  /** A durable record of each dead letter; outlives the queue's retention. */
  readonly deadLetters: Table
  /** State of the circuit breakers, shared by all instances. */
  readonly breakers: Table
  /** Events that wait behind a dead one of their aggregate. Nothing in it expires. */
  readonly parked: Table
  /** Operators' bulk operations, states of issues, and corrections of events. */
  readonly operations: Table
  /** The audit log: who changed what, when and why. Its entries can never be changed. */
  readonly auditLog: Table

  constructor(scope: Construct, id: string, { retain, tablesRefuseDeletion }: RemovalSettings) {
    super(scope, id)
    const table = (name: string, shape: TableShape, more: Pick<SecureTableProps, 'stream' | 'resourcePolicy'> = {}) =>
      new SecureTable(this, name, { shape, ...more, retain, tablesRefuseDeletion })
    const stream = StreamViewType.NEW_IMAGE
    this.events = table('Events', pipelineTables.events, { stream, resourcePolicy: appendOnlyPolicy() })
    this.commands = table('Commands', pipelineTables.commands, { stream })
    this.processed = table('Processed', pipelineTables.processed)
    this.snapshots = table('Snapshots', pipelineTables.snapshots)
    this.deadLetters = table('DeadLetters', pipelineTables.deadLetters)
    this.breakers = table('Breakers', pipelineTables.breakers)
    this.parked = table('Parked', pipelineTables.parked)
    this.operations = table('Operations', pipelineTables.operations)
    this.auditLog = table('AuditLog', pipelineTables.auditLog, { resourcePolicy: appendOnlyPolicy() })
  }
}
