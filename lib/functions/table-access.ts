import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { answerKeys, healthKeys, PAUSES, parkedKeys, processedKeys } from '../../lambdas/runtime/declarations/keys.ts'
import { mayHaveParked } from '../../lambdas/runtime/declarations/parking.ts'
import { WAITING_PLACES_VARIABLE, waitingKey } from '../../lambdas/runtime/declarations/service.ts'
import type { PipelineTables } from '../storage/pipeline-tables.ts'
import { type Access, allow, mergeAccess, noAccess, type UnseenUse } from './access.ts'
import { eitherOf, GET_ITEMS } from './get-items.ts'

/** Restricts a grant to items whose partition key matches one of these patterns; `*` matches any text. */
const partitionKeys = (...patterns: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
})

/** Reading a stream: in order, or single events of it. */
const READ_STREAM = ['dynamodb:Query', ...GET_ITEMS]

const alike = (resource: string, action: string): UnseenUse => ({
  actions: [action],
  resources: [resource],
  reason:
    'The event store is one for all functions: one that appends reads a stream only when another was faster, and a snapshot only of a long one.',
  sameAs: { holders: 'the event store' },
})

const streamsOf = (aggregates: readonly string[]) => partitionKeys(...aggregates.map((aggregate) => `${aggregate}#*`))

/** Loads streams of these aggregates. */
export const readEvents = ({ events }: PipelineTables, aggregates: readonly string[]): Access => ({
  environment: { EVENT_TABLE: events.tableName },
  statements: [allow(READ_STREAM, [events.tableArn], streamsOf(aggregates))],
  unseen: READ_STREAM.map((action) => alike(events.tableArn, action)),
})

/** Loads snapshots of these aggregates: they come with long histories, those of an earlier time with `as_of`. */
export const readSnapshots = ({ snapshots }: PipelineTables, aggregates: readonly string[]): Access => ({
  environment: { SNAPSHOT_TABLE: snapshots.tableName },
  statements: [allow([...GET_ITEMS, 'dynamodb:Query'], [snapshots.tableArn], streamsOf(aggregates))],
  unseen: [
    ...GET_ITEMS.map((action) => alike(snapshots.tableArn, action)),
    {
      actions: ['dynamodb:Query'],
      resources: [snapshots.tableArn],
      reason: 'Only who looks at the past reads earlier snapshots; the event store is one for all, and reads them so.',
    },
  ],
})

/** Keeps snapshots of these aggregates. */
export const writeSnapshots = ({ snapshots }: PipelineTables, aggregates: readonly string[]): Access => ({
  environment: { SNAPSHOT_TABLE: snapshots.tableName },
  statements: [allow(['dynamodb:PutItem'], [snapshots.tableArn], streamsOf(aggregates))],
  unseen: [
    {
      actions: ['dynamodb:PutItem'],
      resources: [snapshots.tableArn],
      reason: 'A snapshot is written every so many events of one stream; few streams of a test grow so long.',
    },
  ],
})

/** Looks up single events in the streams of these aggregates, and of no others. */
export const readFacts = ({ events }: PipelineTables, aggregates: readonly string[]): Access => ({
  environment: { EVENT_TABLE: events.tableName },
  statements: [allow(GET_ITEMS, [events.tableArn], streamsOf(aggregates))],
  unseen: [eitherOf(events.tableArn, GET_ITEMS)],
})

/** Stores events, only in streams of the aggregates whose events the service produces. */
export const appendEvents = (tables: PipelineTables, own: readonly string[], read: readonly string[]): Access =>
  mergeAccess([
    readEvents(tables, read),
    {
      environment: {},
      statements: [allow(['dynamodb:PutItem'], [tables.events.tableArn], streamsOf(own))],
    },
  ])

/** Puts commands into the outbox. */
export const sendCommands = ({ commands }: PipelineTables): Access => ({
  environment: { COMMAND_TABLE: commands.tableName },
  statements: [allow(['dynamodb:PutItem'], [commands.tableArn])],
})

/** For grants that every consumer has alike and that are used when a message fails: one consumer that uses them in a test proves all. */
export const whenAMessageFails = {
  reason: 'Used when a message fails, by the runtime, which is one for all consumers.',
  sameAs: { holders: 'a message that fails' },
} as const

/** A consumer's dedup markers and leases, and its counts of failed attempts; nobody else's. */
export const markProcessed = (
  { processed }: PipelineTables,
  { name, idempotency }: Pick<ConsumerDeclaration, 'name' | 'idempotency'>,
): Access => ({
  environment: { PROCESSED_TABLE: processed.tableName },
  statements: [
    allow(
      [...(idempotency === 'atomic' ? ['dynamodb:PutItem'] : []), 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
      [processed.tableArn],
      partitionKeys(...processedKeys(name)),
    ),
  ],
  unseen: [
    {
      actions: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
      resources: [processed.tableArn],
      ...whenAMessageFails,
    },
  ],
})

/** Reads the markers of one consumer by key, to tell whether an event was processed, skipped or replaced. */
export const findProcessed = ({ processed }: PipelineTables, { name }: Pick<ConsumerDeclaration, 'name'>): Access => ({
  environment: { PROCESSED_TABLE: processed.tableName },
  statements: [allow(['dynamodb:GetItem'], [processed.tableArn], partitionKeys(`${name}#*`))],
  unseen: [
    {
      actions: ['dynamodb:GetItem'],
      resources: [processed.tableArn],
      reason: 'Used when SQS or the topic has put an event into the dead-letter queue of a consumer that holds.',
    },
  ],
})

/** For grants that every ordered consumer has alike: one consumer that uses them in a test proves all. */
const WHEN_AN_AGGREGATE_IS_HELD = 'an aggregate that is held'

/**
 * What a consumer parks behind a dead event, and takes out again when it is released. Whether anything is parked is read at every
 * batch, alone or with other reads.
 */
export const parkEvents = (
  { parked, processed }: PipelineTables,
  consumer: Pick<ConsumerDeclaration, 'name' | 'ordering' | 'delivery'>,
): Access =>
  mayHaveParked(consumer)
    ? {
        environment: { PARKED_TABLE: parked.tableName },
        statements: [
          allow([...GET_ITEMS, ...WRITE_PARKED], [parked.tableArn], partitionKeys(...parkedKeys(consumer.name))),
          // Whether a single event was done, skipped or edited; several are read in a batch, as markers are.
          allow(['dynamodb:GetItem'], [processed.tableArn], partitionKeys(`${consumer.name}#*`)),
        ],
        unseen: [
          eitherOf(parked.tableArn, GET_ITEMS),
          {
            actions: ['dynamodb:GetItem'],
            resources: [processed.tableArn],
            reason:
              'Used while an aggregate is held, or was skipped or edited, by the runtime, which is one for all consumers.',
            sameAs: { holders: WHEN_AN_AGGREGATE_IS_HELD },
          },
          {
            actions: WRITE_PARKED,
            resources: [parked.tableArn],
            reason:
              'Used when an event dies and others wait behind it, by the runtime, which is one for all consumers.',
            sameAs: { holders: WHEN_AN_AGGREGATE_IS_HELD },
          },
        ],
      }
    : noAccess

const WRITE_PARKED = ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']

/** The relay's positions: how far it has published each stream; and the events that precede one in its stream. */
export const followStreams = ({ events, processed }: PipelineTables): Access => ({
  environment: { EVENT_TABLE: events.tableName, PROCESSED_TABLE: processed.tableName },
  statements: [
    allow(['dynamodb:Query'], [events.tableArn]),
    allow(['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem'], [processed.tableArn], partitionKeys('relay#*')),
  ],
})

/** Answers of requests, kept under their Idempotency-Key. A repeated one is told its answer by the refused put, or by a look if it puts nothing. */
export const rememberAnswers = ({ processed }: PipelineTables, service: string): Access => ({
  environment: { PROCESSED_TABLE: processed.tableName },
  statements: [
    allow(['dynamodb:PutItem', 'dynamodb:GetItem'], [processed.tableArn], partitionKeys(...answerKeys(service))),
  ],
  unseen: [
    {
      actions: ['dynamodb:GetItem'],
      resources: [processed.tableArn],
      reason: 'Used when a request with an Idempotency-Key is refused, by the runtime, which is one for all services.',
      sameAs: { holders: 'a request that is refused' },
    },
  ],
})

/** The items that limit how many requests may wait for an outcome at once. */
export const mayWait = ({ processed }: PipelineTables, service: string, places: number): Access => ({
  environment: { PROCESSED_TABLE: processed.tableName, [WAITING_PLACES_VARIABLE]: String(places) },
  statements: [
    allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], [processed.tableArn], partitionKeys(waitingKey(service, '*'))),
  ],
})

/** Reads whether an operator has paused the consumer. */
export const seePause = ({ operations }: PipelineTables): Access => ({
  environment: { OPERATION_TABLE: operations.tableName },
  statements: [allow(['dynamodb:GetItem'], [operations.tableArn], partitionKeys(PAUSES))],
  unseen: [
    {
      actions: ['dynamodb:GetItem'],
      resources: [operations.tableArn],
      reason: 'Read beside the first batch of a function, by the runtime, which is one for all consumers.',
      sameAs: { holders: 'a consumer that may be paused' },
    },
  ],
})

/** Durable records of the consumer's own dead letters. */
export const recordDeadLetters = ({ deadLetters }: PipelineTables, consumer: string): Access => ({
  environment: { DEAD_LETTER_TABLE: deadLetters.tableName },
  statements: [allow(['dynamodb:UpdateItem'], [deadLetters.tableArn], partitionKeys(`${consumer}#*`))],
  unseen: [
    {
      actions: ['dynamodb:UpdateItem'],
      resources: [deadLetters.tableArn],
      ...whenAMessageFails,
    },
  ],
})

export const useBreakers = ({ breakers }: PipelineTables, downstreams: readonly string[]): Access => ({
  environment: { BREAKER_TABLE: breakers.tableName },
  statements: [allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [breakers.tableArn], partitionKeys(...downstreams))],
})

const SHARE_HEALTH = ['dynamodb:GetItem', 'dynamodb:UpdateItem']

/** The state that the instances of one consumer share about systemic failures: whether nearly everything fails for one cause. */
export const shareHealth = ({ breakers }: PipelineTables, consumer: string): Access => ({
  environment: { BREAKER_TABLE: breakers.tableName },
  statements: [allow(SHARE_HEALTH, [breakers.tableArn], partitionKeys(...healthKeys(consumer)))],
  unseen: [{ actions: SHARE_HEALTH, resources: [breakers.tableArn], ...whenAMessageFails }],
})
