import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import {
  type ServiceDeclaration,
  WAITING_PLACES_VARIABLE,
  waitingKey,
} from '../../lambdas/runtime/declarations/service.ts'
import type { PipelineTables } from '../storage/pipeline-tables.ts'
import { type Access, allow } from './access.ts'

const READ_ITEMS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']
const WRITE_ITEMS = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem']

/** Only items whose partition key has one of these forms; `*` stands for any rest. */
const partitionKeys = (...patterns: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
})

/** Loads streams and snapshots. */
export const readEvents = ({ events, snapshots }: PipelineTables): Access => ({
  environment: { EVENT_TABLE: events.tableName, SNAPSHOT_TABLE: snapshots.tableName },
  statements: [allow(READ_ITEMS, [events.tableArn]), allow(READ_ITEMS, [snapshots.tableArn])],
})

/** Looks up single events in the streams of these aggregates, and of no others. */
export const readFacts = ({ events }: PipelineTables, aggregates: readonly string[]): Access => ({
  environment: { EVENT_TABLE: events.tableName },
  statements: [
    allow(
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
      [events.tableArn],
      partitionKeys(...aggregates.map((aggregate) => `${aggregate}#*`)),
    ),
  ],
})

/** Stores events, only in streams of the aggregates whose events the service produces. */
export const appendEvents = (tables: PipelineTables, aggregates: readonly string[]): Access => {
  const streams = partitionKeys(...aggregates.map((aggregate) => `${aggregate}#*`))
  return {
    environment: readEvents(tables).environment,
    statements: [
      ...readEvents(tables).statements,
      allow(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'], [tables.events.tableArn], streams),
      allow(['dynamodb:PutItem'], [tables.snapshots.tableArn], streams),
    ],
  }
}

/** Puts commands into the outbox. */
export const sendCommands = ({ commands }: PipelineTables): Access => ({
  environment: { COMMAND_TABLE: commands.tableName },
  statements: [allow(['dynamodb:PutItem'], [commands.tableArn])],
})

/** A consumer's dedup markers and leases, and its counts of failed attempts; nobody else's. */
export const markProcessed = ({ processed }: PipelineTables, consumer: string): Access => ({
  environment: { PROCESSED_TABLE: processed.tableName },
  statements: [
    allow(
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [processed.tableArn],
      partitionKeys(`${consumer}#*`, `attempts#${consumer}#*`),
    ),
  ],
})

/** Answers of requests, kept under their Idempotency-Key. */
export const rememberAnswers = ({ processed }: PipelineTables, service: string): Access => ({
  environment: { PROCESSED_TABLE: processed.tableName },
  statements: [
    allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [processed.tableArn], partitionKeys(`http:${service}#*`)),
  ],
})

/** Places for requests that wait, as many as may wait at once. */
export const mayWait = ({ processed }: PipelineTables, service: string, places: number): Access => ({
  environment: { PROCESSED_TABLE: processed.tableName, [WAITING_PLACES_VARIABLE]: String(places) },
  statements: [
    allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], [processed.tableArn], partitionKeys(waitingKey(service, '*'))),
  ],
})

/** Durable records of the consumer's own dead letters. */
export const recordDeadLetters = ({ deadLetters }: PipelineTables, consumer: string): Access => ({
  environment: { DEAD_LETTER_TABLE: deadLetters.tableName },
  statements: [allow(['dynamodb:UpdateItem'], [deadLetters.tableArn], partitionKeys(`${consumer}#*`))],
})

export const useBreakers = ({ breakers }: PipelineTables, downstreams: readonly string[]): Access => ({
  environment: { BREAKER_TABLE: breakers.tableName },
  statements: [
    allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [breakers.tableArn],
      partitionKeys(...downstreams),
    ),
  ],
})

/** The service's own table and its indexes, by name. */
export const ownTable = (
  table: Table,
  { indexes = [] }: NonNullable<ServiceDeclaration['table']>,
  mode: 'read' | 'write',
): Access => ({
  environment: { STATE_TABLE: table.tableName },
  statements: [
    allow(mode === 'write' ? [...READ_ITEMS, ...WRITE_ITEMS] : READ_ITEMS, [table.tableArn]),
    ...(indexes.length > 0
      ? [
          allow(
            ['dynamodb:Query'],
            indexes.map((index) => `${table.tableArn}/index/${index.name}`),
          ),
        ]
      : []),
  ],
})
