import type { Stack } from 'aws-cdk-lib'
import type { Deadlines } from '../deadlines/deadlines.ts'
import type { EmailSender } from '../email-sender.ts'
import type { EventFabric } from '../fabric/event-fabric.ts'
import { type Access, allow, noAccess } from '../functions/access.ts'
import { whenAMessageFails } from '../functions/table-access.ts'
import type { QueueWithDeadLetters } from '../queues/queue-with-dead-letters.ts'

/** A consumer's access to its queues: it receives from its own, returns messages with a delay, and sends dead letters with their cause. */
export const consumeOwnQueue = ({ queue, deadLetters }: QueueWithDeadLetters): Access => ({
  environment: { QUEUE_URL: queue.queueUrl, DLQ_URL: deadLetters.queueUrl },
  statements: [
    allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [queue.queueArn],
    ),
    allow(['sqs:SendMessage'], [deadLetters.queueArn]),
  ],
  unseen: [
    {
      actions: ['sqs:ChangeMessageVisibility'],
      resources: [queue.queueArn],
      ...whenAMessageFails,
    },
    { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn], ...whenAMessageFails },
  ],
})

/**
 * Publishes to the bus, and to the ordered topic what somebody takes in order.
 * @param ordered aggregates whose events go to the topic; absent: all.
 */
export const publishEvents = ({ bus, topic }: EventFabric, ordered: readonly string[] | undefined): Access => ({
  environment: {
    BUS_NAME: bus.eventBusName,
    TOPIC_ARN: topic.topicArn,
    ...(ordered && isShort(ordered) && { TOPIC_AGGREGATES: JSON.stringify(ordered) }),
  },
  statements: [
    allow(['events:PutEvents'], [bus.eventBusArn]),
    ...(ordered?.length === 0 ? [] : [allow(['sns:Publish'], [topic.topicArn])]),
  ],
})

/** Sends to the queue of each addressee that gets commands from services. */
export const deliverCommands = (stack: Stack, queues: ReadonlyMap<string, QueueWithDeadLetters>): Access => {
  const urls = Object.fromEntries([...queues].map(([addressee, { queue }]) => [addressee, queue.queueUrl]))
  const arns = [...queues.values()].map(({ queue }) => queue.queueArn)
  return {
    environment: { COMMAND_QUEUES: stack.toJsonString(urls) },
    statements: arns.length > 0 ? [allow(['sqs:SendMessage'], arns)] : [],
  }
}

/** Creates one-time schedules in the pipeline's group, which act with a role that may send to the one queue, and takes them back. */
export const createDeadlines = (deadlines: Deadlines): Access => ({
  environment: {
    SCHEDULE_GROUP: deadlines.groupName,
    SCHEDULE_ROLE_ARN: deadlines.role.roleArn,
    SCHEDULE_TARGET_ARN: deadlines.target.queue.queueArn,
    SCHEDULE_DLQ_ARN: deadlines.target.deadLetters.queueArn,
    CHECKOUT_DEADLINE_SECONDS: String(deadlines.seconds),
  },
  statements: [
    // Where a schedule of this name exists, it is read, to find out whether it is the same deadline, set by an earlier delivery.
    allow(
      ['scheduler:CreateSchedule', 'scheduler:GetSchedule', 'scheduler:DeleteSchedule'],
      [deadlines.anyScheduleArn],
    ),
    allow(['iam:PassRole'], [deadlines.role.roleArn], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    }),
  ],
  wildcards: [
    {
      resource: deadlines.anyScheduleArn,
      reason: 'Schedules are named after orders, so the policy can name only the group that holds nothing else.',
    },
  ],
})

/** Sends e-mail from the one sender address. While none is configured, it grants nothing and sets no variable. */
export const sendEmail = ({ address, resourceArns, wildcards }: EmailSender): Access =>
  address === undefined
    ? noAccess
    : {
        environment: { EMAIL_FROM: address },
        statements: [allow(['ses:SendEmail'], resourceArns, { StringEquals: { 'ses:FromAddress': address } })],
        // Tests use the permission on identities. A default configuration set belongs to the account, and only the real SES checks the permission on it.
        unseen: wildcards.map(({ resource, reason }) => ({
          actions: ['ses:SendEmail'],
          resources: [resource],
          reason,
        })),
        wildcards,
      }

/** Half of what a function's variables may have. Beyond that it gets none, and the relay gives all aggregates to the topic, which costs more and is as right. */
const MOST_BYTES = 2048
const isShort = (aggregates: readonly string[]): boolean => Buffer.byteLength(JSON.stringify(aggregates)) <= MOST_BYTES
