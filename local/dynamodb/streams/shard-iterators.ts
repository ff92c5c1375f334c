import { LocalAwsError, validationError } from '../errors.ts'
import { toPosition, toSequence } from './records.ts'
import { RETENTION_MS, type Stream } from './stream.ts'

/** A stream has one shard, so that the order of all its records is kept. */
export const SHARD_ID = 'shardId-00000000000000000000-00000001'

const LIFETIME_MS = 15 * 60 * 1000

export interface ShardIterator {
  arn: string
  position: number
  createdAt: number
}

/** The iterator that a GetShardIterator request asks for. */
export function newIterator(stream: Stream, input: Record<string, unknown>, now: number): string {
  return encodeIterator({ arn: stream.definition.arn, position: startPosition(stream, input), createdAt: now })
}

function startPosition(stream: Stream, input: Record<string, unknown>): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return stream.horizon
    case 'LATEST':
      return stream.head + 1
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      const given = input.SequenceNumber
      if (typeof given !== 'string' || !/^\d+$/.test(given)) {
        throw validationError('SequenceNumber is required with AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER')
      }
      const position = toPosition(BigInt(given))
      if (position > stream.head) throw validationError(`Invalid SequenceNumber: ${given}`)
      if (position < stream.horizon) throw trimmed()
      return input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? position : position + 1
    }
    default:
      throw validationError(
        `1 validation error detected: Value '${input.ShardIteratorType}' at 'shardIteratorType' failed to satisfy ` +
          'constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]',
      )
  }
}

export function encodeIterator({ arn, position, createdAt }: ShardIterator): string {
  const state = Buffer.from(JSON.stringify([toSequence(position).toString(), createdAt])).toString('base64url')
  return `${arn}|1|${state}`
}

export function decodeIterator(text: unknown, now: number): ShardIterator {
  const [arn = '', , state = ''] = String(text).split('|')
  let decoded: [string, number]
  try {
    decoded = JSON.parse(Buffer.from(state, 'base64url').toString())
  } catch {
    throw validationError('Invalid ShardIterator')
  }
  const [sequence, createdAt] = decoded
  if (now - createdAt > LIFETIME_MS) {
    throw new LocalAwsError(
      'ExpiredIteratorException',
      'The shard iterator has expired. Shard iterators are valid for 15 minutes',
    )
  }
  return { arn, position: toPosition(BigInt(sequence)), createdAt }
}

export function trimmed(): LocalAwsError {
  return new LocalAwsError(
    'TrimmedDataAccessException',
    `The operation attempted to read past the oldest stream record in the shard (${RETENTION_MS / 3_600_000} hours)`,
  )
}
