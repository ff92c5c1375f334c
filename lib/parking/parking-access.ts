import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { type Access, allow, mergeAccess, noAccess } from '../functions/access.ts'
import { eitherOf, GET_ITEMS } from '../functions/get-items.ts'
import { findProcessed, parkEvents, recordDeadLetters } from '../functions/table-access.ts'
import type { ConsumerQueues } from '../queues/consumer-queues.ts'
import type { PipelineTables } from '../storage/pipeline-tables.ts'

/** Access to release parked events that are due, and to park what lies in the dead-letter queues of consumers with `onDeadLetter: 'hold'`. */
export function parkingAccess(
  scope: Construct,
  consumers: readonly ConsumerDeclaration[],
  queues: ConsumerQueues,
  tables: PipelineTables,
): Access {
  const settings = Object.fromEntries(
    consumers.map(({ name, parking, onDeadLetter }) => {
      const { queue, deadLetters } = queues.of(name)
      // Dead letters of a consumer that goes on behind them stay dead letters.
      const deadLetterUrl = onDeadLetter === 'hold' ? { deadLetterUrl: deadLetters.queueUrl } : {}
      return [name, { queueUrl: queue.queueUrl, ...deadLetterUrl, ...parking }]
    }),
  )
  const holding = consumers.filter(({ onDeadLetter }) => onDeadLetter === 'hold')
  const environment = {
    PARKING_CONSUMERS: Stack.of(scope).toJsonString(settings),
    // Read at the start, also where none of these consumers holds and the function may not touch these tables.
    PROCESSED_TABLE: tables.processed.tableName,
    DEAD_LETTER_TABLE: tables.deadLetters.tableName,
  }
  return mergeAccess([
    {
      environment,
      statements: [],
      // With a stack per service there are several of these functions.
      unseen: [eitherOf(tables.parked.tableArn, GET_ITEMS, 'a function that wakes up what is parked')],
    },
    ...consumers.map((consumer) => parkEvents(tables, consumer)),
    ...holding.flatMap((consumer) => [findProcessed(tables, consumer), recordDeadLetters(tables, consumer.name)]),
    wakeUpHeads(consumers, queues, tables),
    takeDeadLetters(holding, queues),
  ])
}

function wakeUpHeads(
  consumers: readonly ConsumerDeclaration[],
  queues: ConsumerQueues,
  { parked }: PipelineTables,
): Access {
  const arns = consumers.map(({ name }) => queues.of(name).queue.queueArn)
  const index = `${parked.tableArn}/index/by-consumer`
  const reason = 'Used when a head is due, a minute after it has died at the earliest.'
  return {
    environment: {},
    statements: [allow(['dynamodb:Query'], [index]), allow(['sqs:SendMessage'], arns)],
    unseen: [
      { actions: ['dynamodb:Query'], resources: [index], reason },
      { actions: ['sqs:SendMessage'], resources: arns, reason },
    ],
  }
}

const TAKE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility']

function takeDeadLetters(consumers: readonly ConsumerDeclaration[], queues: ConsumerQueues): Access {
  if (consumers.length === 0) return noAccess
  const arns = consumers.map(({ name }) => queues.of(name).deadLetters.queueArn)
  const reason =
    'Looked at once a minute; deleted or given back only what SQS or the topic has put there, which takes hours of failing.'
  return {
    environment: {},
    statements: [allow(TAKE, arns)],
    unseen: [{ actions: TAKE, resources: arns, reason }],
  }
}
