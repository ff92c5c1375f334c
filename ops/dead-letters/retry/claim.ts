import { type ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { OperationItem } from '../../operations/operation.ts'
import { keyAttributes, type Letter, toLetter } from '../letters/letter.ts'
import type { LetterStore } from '../letters/read-letters.ts'

export interface Claiming extends LetterStore {
  readonly consumers: ReadonlyMap<string, ConsumerDeclaration>
  readonly operationId: string
  readonly now: () => number
}

export type Claimed =
  | { readonly kind: 'claimed' }
  /** Something else has happened to it since the plan. */
  | { readonly kind: 'refused'; readonly letter: Letter | undefined }

const iso = (at: number): string => new Date(at).toISOString()

/**
 * Takes a letter for an operation, before it is sent: of two people who press at once, one gets it.
 *
 *     operation A  ──claims──sends──────────────►
 *     operation B  ─────────────refused──────────►
 *     A, killed    ──claims──✗
 *     A, resumed   ─────────────claims again──sends──►   at worst a second copy, which the marker drops
 *
 * A consumer that promises at most once has no marker: there nobody claims again what may have been sent, not even the same operation.
 */
export async function claimLetter(claiming: Claiming, item: OperationItem): Promise<Claimed> {
  const { dynamo, table, operationId, now, consumers } = claiming
  const mayRepeat = consumers.get(item.consumer)?.delivery !== 'at-most-once'
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyAttributes(item.key),
        UpdateExpression: 'SET #status = :retried, operation_id = :operation, retried_at = :now',
        ConditionExpression: [
          // It is as it was when the plan was made: dead of that very failure.
          '(#status = :dead AND last_failed_at = :failed_at)',
          // Or sent by an operation of which nobody has heard since.
          ...(item.retriedAt === undefined ? [] : ['(#status = :retried AND retried_at = :retried_at)']),
          // Or it is this operation's own: it was killed, or an answer was lost.
          ...(mayRepeat ? ['(#status = :retried AND operation_id = :operation)'] : []),
        ].join(' OR '),
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':dead': { S: 'dead' },
          ':retried': { S: 'retried' },
          ':failed_at': { S: item.failedAt },
          ...(item.retriedAt !== undefined && { ':retried_at': { S: item.retriedAt } }),
          ':operation': { S: operationId },
          ':now': { S: iso(now()) },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return { kind: 'claimed' }
  } catch (error) {
    if (!isRefused(error)) throw error
    const { Item } = error as ConditionalCheckFailedException
    return { kind: 'refused', letter: Item && toLetter(Item) }
  }
}

/** Closes a letter whose effect has happened; back to `dead`, one that was not sent. Nothing happens if it is not the operation's any more. */
export async function settleLetter(
  { dynamo, table, operationId, now }: Claiming,
  { key }: Pick<OperationItem, 'key'>,
  status: 'resolved' | 'dead',
): Promise<void> {
  const isResolved = status === 'resolved'
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyAttributes(key),
        UpdateExpression: `SET #status = :status${isResolved ? ', resolved_at = :now' : ''}`,
        ConditionExpression: '#status = :retried AND operation_id = :operation',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': { S: status },
          ':retried': { S: 'retried' },
          ':operation': { S: operationId },
          ...(isResolved && { ':now': { S: iso(now()) } }),
        },
      }),
    )
  } catch (error) {
    if (!isRefused(error)) throw error
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException'
