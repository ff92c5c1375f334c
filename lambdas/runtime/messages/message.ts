import type { SQSRecord } from 'aws-lambda'
import type { CommandEnvelope } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'

/** What a consumer reads from an SQS record besides its body. */
export interface Delivery {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  /** How often SQS has handed it out, waiting included; from 1. */
  readonly receiveCount: number
  /** Epoch milliseconds. */
  readonly sentAt: number
  /** FIFO queues only. */
  readonly groupId: string | undefined
  /** Id of the operation by which a person has this dead letter tried again, and which waits to hear what came of it. */
  readonly retriedBy?: string | undefined
  /** Id of the record of this dead letter, where the body states none. */
  readonly deadLetterId?: string | undefined
}

/**
 * Message attribute of a dead letter that a person has tried again. Operators' tools set it for a consumer that leaves no markers: nothing
 * else would tell them that the message was done.
 */
export const RETRIED_BY = 'retried_by'

/**
 * Message attribute of a dead letter that a person has had tried again: the id of its record, if the body states no id. The record then bears the id
 * that SQS gave to the message which died first. Each send is a message with an id of its own, so without this each death would make another record.
 */
export const DEAD_LETTER_ID = 'dead_letter_id'

/** A delivery whose body is a valid message of the contract. */
export interface Message {
  readonly kind: 'event' | 'command'
  /** `event_id` or `command_id`: the same on every copy and redelivery. */
  readonly id: string
  readonly type: string
  /** ISO 8601. */
  readonly timestamp: string
  readonly aggregateId: string | undefined
  readonly correlationId: string
  readonly causationId: string
  /** Name of the consumer that waits for the outcome; absent if none does. */
  readonly replyTo: string | undefined
  readonly replayId: string | undefined
  /** Set when the replay shall take effect again. */
  readonly replayScope: string | undefined
  /** The deprecated part of its contract, e.g. `order.created version 1`; absent if nothing is deprecated. */
  readonly deprecated?: string
  readonly envelope: EventEnvelope | CommandEnvelope
  /** Only for a large event, whose data is in a bucket: completes the envelope with the data that was read from there. @throws {ContractError} */
  readonly complete?: (data: unknown) => EventEnvelope
}

/** Never throws: a faulty record shows when its body is decoded. */
export function toDelivery(record: SQSRecord): Delivery {
  const { messageId, receiptHandle, body, attributes = {}, messageAttributes } = record as Partial<SQSRecord>
  const { ApproximateReceiveCount, SentTimestamp, MessageGroupId }: Partial<SQSRecord['attributes']> = attributes
  return {
    messageId: messageId ?? '',
    receiptHandle: receiptHandle ?? '',
    body: typeof body === 'string' ? body : (JSON.stringify(body) ?? ''),
    receiveCount: Number(ApproximateReceiveCount) || 1,
    sentAt: Number(SentTimestamp) || 0,
    groupId: MessageGroupId,
    retriedBy: messageAttributes?.[RETRIED_BY]?.stringValue,
    deadLetterId: messageAttributes?.[DEAD_LETTER_ID]?.stringValue,
  }
}

/** @param deprecated see {@link Message.deprecated}. */
export const fromEvent = (event: EventEnvelope, deprecated?: string): Message => ({
  ...(deprecated !== undefined && { deprecated }),
  kind: 'event',
  id: event.event_id,
  type: event.event_type,
  timestamp: event.timestamp,
  aggregateId: event.aggregate_id,
  correlationId: event.metadata.correlation_id,
  causationId: event.metadata.causation_id,
  replyTo: event.metadata.reply_to,
  replayId: event.metadata.replay_id,
  replayScope: event.metadata.replay_scope,
  envelope: event,
})

/** @param deprecated see {@link Message.deprecated}. */
export const fromCommand = (command: CommandEnvelope, deprecated?: string): Message => ({
  ...(deprecated !== undefined && { deprecated }),
  kind: 'command',
  id: command.command_id,
  type: command.command_type,
  timestamp: command.timestamp,
  aggregateId: undefined,
  correlationId: command.metadata.correlation_id,
  causationId: command.metadata.causation_id,
  replyTo: command.metadata.reply_to,
  replayId: undefined,
  replayScope: undefined,
  envelope: command,
})
