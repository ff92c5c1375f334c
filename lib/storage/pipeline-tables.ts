import { ProjectionType, StreamViewType, type Table } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { appendOnlyPolicy } from './append-only.ts'
import type { Keeping } from './removal.ts'
import { numberKey, SecureTable, stringKey } from './secure-table.ts'

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

  constructor(scope: Construct, id: string, { retain, tablesRefuseDeletion }: Keeping) {
    super(scope, id)
    const pk = stringKey('pk')
    const keeping = { retain, tablesRefuseDeletion }
    this.events = new SecureTable(this, 'Events', {
      partitionKey: pk,
      sortKey: numberKey('sk'),
      stream: StreamViewType.NEW_IMAGE,
      resourcePolicy: appendOnlyPolicy(),
      ...keeping,
    })
    this.events.addGlobalSecondaryIndex({
      indexName: 'by-time',
      partitionKey: stringKey('bucket'),
      sortKey: stringKey('event_id'),
      projectionType: ProjectionType.ALL,
    })
    this.commands = new SecureTable(this, 'Commands', {
      partitionKey: pk,
      stream: StreamViewType.NEW_IMAGE,
      expires: true,
      ...keeping,
    })
    this.processed = new SecureTable(this, 'Processed', { partitionKey: pk, expires: true, ...keeping })
    this.snapshots = new SecureTable(this, 'Snapshots', { partitionKey: pk, sortKey: stringKey('sk'), ...keeping })
    this.deadLetters = new SecureTable(this, 'DeadLetters', {
      partitionKey: pk,
      sortKey: stringKey('sk'),
      expires: true,
      ...keeping,
    })
    this.deadLetters.addGlobalSecondaryIndex({
      indexName: 'by-fingerprint',
      partitionKey: stringKey('fingerprint'),
      sortKey: stringKey('last_failed_at'),
      projectionType: ProjectionType.ALL,
    })
    this.breakers = new SecureTable(this, 'Breakers', { partitionKey: pk, expires: true, ...keeping })
    this.parked = new SecureTable(this, 'Parked', { partitionKey: pk, sortKey: stringKey('sk'), ...keeping })
    this.parked.addGlobalSecondaryIndex({
      // A sparse index: only the records of holds have its attributes, so parked events are not in it.
      indexName: 'by-consumer',
      partitionKey: stringKey('held_by'),
      sortKey: stringKey('held_since'),
      projectionType: ProjectionType.ALL,
    })
    this.operations = new SecureTable(this, 'Operations', {
      partitionKey: pk,
      sortKey: stringKey('sk'),
      expires: true,
      ...keeping,
    })
    this.auditLog = new SecureTable(this, 'AuditLog', {
      partitionKey: pk,
      sortKey: stringKey('sk'),
      resourcePolicy: appendOnlyPolicy(),
      ...keeping,
    })
  }
}
