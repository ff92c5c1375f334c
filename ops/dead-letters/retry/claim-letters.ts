import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { OperationItem } from '../../bulk-operations/operation.ts'
import { keyAttributes, type Letter, toLetter } from '../letters/letter.ts'
import type { LetterStore } from '../letters/read-letters.ts'
import { type ConditionalUpdate, type Updated, updateTogether } from './update-together.ts'

export interface ClaimEnvironment extends LetterStore {
  readonly consumers: ReadonlyMap<string, ConsumerDeclaration>
  readonly operationId: string
  /** Id of the tool, random; nobody else has it. */
  readonly owner: string
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

/** Environment of changes to letters that are claimed already. */
export type SettleEnvironment = Omit<ClaimEnvironment, 'owner' | 'consumers'>

export type ClaimResult =
  | { readonly kind: 'claimed' }
  /** The letter has changed since the plan was made. */
  | { readonly kind: 'refused'; readonly letter: Letter | undefined }

/** A letter of the plan, with the size of its body. */
export interface ClaimableLetter {
  readonly item: OperationItem
  readonly bodyBytes: number
}

const iso = (at: number): string => new Date(at).toISOString()

/** Largest size of a record: besides its body it has two texts of at most 8,000 characters of up to three bytes each. */
export const bytesOf = (bodyBytes: number): number => bodyBytes + 50_000

/**
 * Takes letters for an operation, before they are sent: of two people who press at once, one gets each. Only the record of the send says
 * that a letter is on its way; one that was claimed and not sent waits again when its operation is aborted or its claim is forsaken.
 *
 *     operation A  ──claims──sends──[sent]───────►
 *     operation B  ─────────────refused──────────►
 *     A, killed    ──claims──✗
 *     A, resumed   ─────────────claims again──sends──[sent]──►   at worst a second copy, which the marker drops
 *     A, aborted   ─────────────dead again─────────────────►
 *
 * A consumer that promises at most once has no marker: there nobody claims again what may have been sent, not even the same operation.
 * @returns what came of each, in the same order.
 */
export async function claimLetters(
  claiming: ClaimEnvironment,
  letters: readonly ClaimableLetter[],
): Promise<readonly ClaimResult[]> {
  const outcomes = await updateTogether(
    claiming,
    letters.map(({ item, bodyBytes }) => ({ ...claimOf(claiming, item), bytes: bytesOf(bodyBytes) })),
  )
  return outcomes.map(toClaimResult)
}

function claimOf(
  { table, operationId, owner, now, consumers }: ClaimEnvironment,
  { key, consumer, retriedAt, sentAt, failedAt }: OperationItem,
): Omit<ConditionalUpdate, 'bytes'> {
  const mayRepeat = consumers.get(consumer)?.delivery !== 'at-most-once'
  const update = {
    TableName: table,
    Key: keyAttributes(key),
    UpdateExpression:
      'SET #status = :retried, operation_id = :operation, retried_at = :now, changed_by = :owner REMOVE sent_at, done_as',
    ConditionExpression: [
      // The letter is as it was when the plan was made: dead, by the same failure,
      '(#status = :dead AND last_failed_at = :failed_at)',
      // or still waiting for the outcome of the operation that the plan found too old, and sent by that one or not, as it was then,
      ...(retriedAt === undefined
        ? []
        : [`(#status = :retried AND retried_at = :retried_at AND attribute_${sentAt ? '' : 'not_'}exists(sent_at))`]),
      // or claimed by this very operation before it was killed or lost the answer.
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
      ':owner': { S: owner },
    },
  }
  // A tool claims each letter once.
  const isMade: ConditionalUpdate['isMade'] = ({ status, operation_id, changed_by }) =>
    status?.S === 'retried' && operation_id?.S === operationId && changed_by?.S === owner
  return { update, isMade }
}

/**
 * Claims letters once more that this tool has claimed a while ago and not sent: a claim without a send is forsaken after minutes, and its letter is
 * anybody's.
 * @returns what came of each, in the same order.
 */
export async function renewClaims(
  claiming: ClaimEnvironment,
  letters: readonly ClaimableLetter[],
): Promise<readonly ClaimResult[]> {
  const { table, operationId, owner, now } = claiming
  const at = iso(now())
  const outcomes = await updateTogether(
    claiming,
    letters.map(({ item: { key }, bodyBytes }) => ({
      bytes: bytesOf(bodyBytes),
      isMade: ({ retried_at, changed_by }) => retried_at?.S === at && changed_by?.S === owner,
      update: {
        TableName: table,
        Key: keyAttributes(key),
        UpdateExpression: 'SET retried_at = :now',
        // Nobody else has taken the letter, this operation resumed by another tool included.
        ConditionExpression:
          '#status = :retried AND operation_id = :operation AND changed_by = :owner AND attribute_not_exists(sent_at)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':retried': { S: 'retried' },
          ':operation': { S: operationId },
          ':owner': { S: owner },
          ':now': { S: at },
        },
      },
    })),
  )
  return outcomes.map(toClaimResult)
}

const toClaimResult = (outcome: Updated): ClaimResult =>
  outcome.kind === 'done' ? { kind: 'claimed' } : { kind: 'refused', letter: outcome.item && toLetter(outcome.item) }

/** Puts on record that SQS has taken letters that this operation had claimed. One that has died again or was done since stays as it is. */
export async function recordSent(claiming: SettleEnvironment, letters: readonly ClaimableLetter[]): Promise<void> {
  await updateTogether(
    claiming,
    letters.map(({ item, bodyBytes }) => ({ update: sendingOf(claiming, item), bytes: bytesOf(bodyBytes) })),
  )
}

const sendingOf = (
  { table, operationId, now }: SettleEnvironment,
  { key }: Pick<OperationItem, 'key'>,
): ConditionalUpdate['update'] => ({
  TableName: table,
  Key: keyAttributes(key),
  UpdateExpression: 'SET sent_at = :now',
  ConditionExpression: '#status = :retried AND operation_id = :operation',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: {
    ':retried': { S: 'retried' },
    ':operation': { S: operationId },
    ':now': { S: iso(now()) },
  },
})

/**
 * Closes letters that have taken effect, and puts those of which no send is on record back to `dead`. Letters that are not claimed by this
 * operation any more are left as they are.
 */
export async function settleLetters(
  settling: SettleEnvironment,
  letters: readonly ClaimableLetter[],
  status: 'resolved' | 'dead',
): Promise<void> {
  await updateTogether(
    settling,
    letters.map(({ item, bodyBytes }) => ({ update: settlementOf(settling, item, status), bytes: bytesOf(bodyBytes) })),
  )
}

function settlementOf(
  { table, operationId, now }: SettleEnvironment,
  { key }: Pick<OperationItem, 'key'>,
  status: 'resolved' | 'dead',
): ConditionalUpdate['update'] {
  const isResolved = status === 'resolved'
  return {
    TableName: table,
    Key: keyAttributes(key),
    UpdateExpression: `SET #status = :status${isResolved ? ', resolved_at = :now' : ''}`,
    ConditionExpression: `#status = :retried AND operation_id = :operation${isResolved ? '' : ' AND attribute_not_exists(sent_at)'}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':status': { S: status },
      ':retried': { S: 'retried' },
      ':operation': { S: operationId },
      ...(isResolved && { ':now': { S: iso(now()) } }),
    },
  }
}
