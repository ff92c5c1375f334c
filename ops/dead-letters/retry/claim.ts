import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { OperationItem } from '../../operations/operation.ts'
import { keyAttributes, type Letter, toLetter } from '../letters/letter.ts'
import type { LetterStore } from '../letters/read-letters.ts'
import { type ConditionalUpdate, updateTogether } from './update-together.ts'

export interface Claiming extends LetterStore {
  readonly consumers: ReadonlyMap<string, ConsumerDeclaration>
  readonly operationId: string
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

export type Claimed =
  | { readonly kind: 'claimed' }
  /** Something else has happened to it since the plan. */
  | { readonly kind: 'refused'; readonly letter: Letter | undefined }

/** A letter of the plan. `bodyBytes` of its record. */
export interface Claimable {
  readonly item: OperationItem
  readonly bodyBytes: number
}

const iso = (at: number): string => new Date(at).toISOString()

/** A record has more than its body: texts of 8,000 characters at most, of up to three bytes each, twice. */
const bytesOf = (bodyBytes: number): number => bodyBytes + 50_000

/**
 * Takes letters for an operation, before they are sent: of two people who press at once, one gets each.
 *
 *     operation A  ──claims──sends──────────────►
 *     operation B  ─────────────refused──────────►
 *     A, killed    ──claims──✗
 *     A, resumed   ─────────────claims again──sends──►   at worst a second copy, which the marker drops
 *
 * A consumer that promises at most once has no marker: there nobody claims again what may have been sent, not even the same operation.
 * @returns what came of each, in the same order.
 */
export async function claimLetters(claiming: Claiming, letters: readonly Claimable[]): Promise<readonly Claimed[]> {
  const outcomes = await updateTogether(
    claiming,
    letters.map(({ item, bodyBytes }) => ({ update: claimOf(claiming, item), bytes: bytesOf(bodyBytes) })),
  )
  return outcomes.map((outcome) =>
    outcome.kind === 'done' ? { kind: 'claimed' } : { kind: 'refused', letter: outcome.item && toLetter(outcome.item) },
  )
}

function claimOf(
  { table, operationId, now, consumers }: Claiming,
  { key, consumer, retriedAt, failedAt }: OperationItem,
): ConditionalUpdate['update'] {
  const mayRepeat = consumers.get(consumer)?.delivery !== 'at-most-once'
  return {
    TableName: table,
    Key: keyAttributes(key),
    UpdateExpression: 'SET #status = :retried, operation_id = :operation, retried_at = :now',
    ConditionExpression: [
      // It is as it was when the plan was made: dead of that very failure.
      '(#status = :dead AND last_failed_at = :failed_at)',
      // Or sent by an operation of which nobody has heard since.
      ...(retriedAt === undefined ? [] : ['(#status = :retried AND retried_at = :retried_at)']),
      // Or it is this operation's own: it was killed, or an answer was lost.
      ...(mayRepeat ? ['(#status = :retried AND operation_id = :operation)'] : []),
    ].join(' OR '),
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':dead': { S: 'dead' },
      ':retried': { S: 'retried' },
      ':failed_at': { S: failedAt },
      ...(retriedAt !== undefined && { ':retried_at': { S: retriedAt } }),
      ':operation': { S: operationId },
      ':now': { S: iso(now()) },
    },
  }
}

/**
 * Closes letters whose effect has happened; back to `dead`, those that were not sent. Nothing happens to one that is not the
 * operation's any more.
 */
export async function settleLetters(
  settling: Claiming,
  letters: readonly Claimable[],
  status: 'resolved' | 'dead',
): Promise<void> {
  await updateTogether(
    settling,
    letters.map(({ item, bodyBytes }) => ({ update: settlementOf(settling, item, status), bytes: bytesOf(bodyBytes) })),
  )
}

function settlementOf(
  { table, operationId, now }: Claiming,
  { key }: Pick<OperationItem, 'key'>,
  status: 'resolved' | 'dead',
): ConditionalUpdate['update'] {
  const isResolved = status === 'resolved'
  return {
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
  }
}
