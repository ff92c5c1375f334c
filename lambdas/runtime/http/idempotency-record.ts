import { createHash } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ItemReader } from '../aws/item-reader.ts'
import { answerKey } from '../declarations/keys.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import { ConflictError } from '../errors.ts'
import type { Answer } from './answer.ts'
import { HttpError, validationFailed } from './http-error.ts'

/** Answers are kept this long, seconds. */
const IDEMPOTENCY_SECONDS = 24 * 3600

/** @throws {HttpError} 422 for a header that is not a valid key. */
export function idempotencyKeyOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined || isIdempotencyKey(key)) return key
  throw validationFailed([{ header: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }])
}

/** Whether the header was sent, with a value that can be a key. */
export const isIdempotencyKey = (key: string | undefined): key is string =>
  key !== undefined && /^[\x21-\x7e]{1,255}$/.test(key)

/**
 * The identity of a request: caller, route and body. Two requests with the same one are the same request; the order of object
 * keys does not matter.
 */
export const fingerprintOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts, sortKeys)).digest('base64url')

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
    : value

export interface IdempotentRequest {
  readonly table: string
  readonly service: string
  /** Two customers may come up with the same key: each has its own. */
  readonly customerId: string | undefined
  readonly key: string
  readonly fingerprint: string
}

/**
 * Keeps the answer under the request's key, in the same transaction as what the request has changed.
 *
 *     request ──► decide ──► transaction { record if absent or expired, events … } ──► answer
 *     repeat  ──► decide ──► refused: the record is there ──► its answer
 *
 * A repeat that stores nothing meets the record only if it is looked for: see {@link findAnswer}.
 */
export function recordOf(request: IdempotentRequest, answer: Answer, nowMs: number): StagedWrite {
  const now = Math.floor(nowMs / 1000)
  const pk = partitionOf(request)
  const json = JSON.stringify(answer)
  return {
    key: JSON.stringify([request.table, pk]),
    item: {
      Put: {
        TableName: request.table,
        Item: {
          pk: { S: pk },
          fingerprint: { S: request.fingerprint },
          answer: { S: json },
          expires_at: { N: String(now + IDEMPOTENCY_SECONDS) },
        },
        // TTL deletes late: what has expired counts as absent.
        ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now',
        ExpressionAttributeValues: { ':now': { N: String(now) } },
      },
    },
    onConditionFailed: (current) => new AnsweredBefore(current),
    // A record never changes. If an earlier attempt has written it, it is the same record, so the put counts as done.
    isOwn: ({ fingerprint, answer: kept }) => fingerprint?.S === request.fingerprint && kept?.S === json,
  }
}

const partitionOf = ({ service, customerId, key }: IdempotentRequest): string => answerKey(service, customerId, key)

/**
 * Looks for the kept answer where nothing is stored, so that no refused put tells it: what the first request was granted may be refused
 * to its repeat, because something has changed in between, e.g. a price. Strongly consistent.
 * @param nowMs epoch milliseconds.
 */
export async function findAnswer(
  request: IdempotentRequest,
  readItem: ItemReader['get'],
  nowMs: number,
  signal: AbortSignal,
): Promise<AnsweredBefore | undefined> {
  const record = await readItem({ table: request.table, key: { pk: { S: partitionOf(request) } } }, signal)
  const isThere = record !== undefined && Number(record.expires_at?.N) > Math.floor(nowMs / 1000)
  return isThere ? new AnsweredBefore(record) : undefined
}

/** Not a failure: the request was answered before, and this is its record. */
export class AnsweredBefore extends Error {
  override readonly name = 'AnsweredBefore'
  readonly record: Readonly<Record<string, AttributeValue>> | undefined

  constructor(record: Readonly<Record<string, AttributeValue>> | undefined) {
    super('This Idempotency-Key has an answer.')
    this.record = record
  }
}

/** @throws {HttpError} 422 if the key was used for another request. */
export function answerAgain({ record }: AnsweredBefore, fingerprint: string): Answer {
  const json = record?.answer?.S
  if (json === undefined) throw new ConflictError('The record of the Idempotency-Key could not be read.')
  if (record?.fingerprint?.S !== fingerprint) {
    throw new HttpError(
      422,
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request: another body, path or caller. Use a new key.',
    )
  }
  const answer = JSON.parse(json) as Answer
  return { ...answer, headers: { ...answer.headers, [REPLAYED]: 'true' } }
}

const REPLAYED = 'idempotency-replayed'

/** Whether it is the kept answer to an earlier request with the same Idempotency-Key. */
export const isReplayed = ({ headers }: Answer): boolean => headers?.[REPLAYED] !== undefined
