import type { PlannedWrite } from '../items/plan-write.ts'
import { partitionHash } from '../storage/encoding.ts'
import { keyOf, type StreamDefinition } from '../tables/table.ts'

/** Sequence numbers have 21 digits, as those of AWS, so that their order as text is their order as numbers. */
const BASE = 10n ** 20n

export function toSequence(position: number): bigint {
  return BASE + BigInt(position)
}

/** The position in the stream, from 1; below 1 if the number is not one of these. */
export function toPosition(sequence: bigint): number {
  return Number(sequence - BASE)
}

export function sequenceText(position: number): string {
  return `1${String(position).padStart(20, '0')}`
}

/** A stream record as JSON, in the shape that Lambda hands to a function. */
export function recordJson(
  stream: StreamDefinition,
  write: PlannedWrite,
  context: { position: number; now: number; region: string; expired: boolean },
): string {
  const { table, before, after } = write
  const keys = JSON.stringify(keyOf(table, (after ?? before)?.item ?? {}))
  const images = imagesOf(stream, write)
  const eventName = before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT'
  const eventId = partitionHash(stream.arn) + context.position.toString(16).padStart(24, '0')
  const identity = context.expired ? ',"userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"}' : ''
  return (
    `{"eventID":"${eventId}","eventName":"${eventName}","eventVersion":"1.1","eventSource":"aws:dynamodb",` +
    `"awsRegion":"${context.region}","dynamodb":{"ApproximateCreationDateTime":${Math.floor(context.now / 1000)},` +
    `"Keys":${keys}${images},"SequenceNumber":"${sequenceText(context.position)}",` +
    `"SizeBytes":${keys.length + images.length},"StreamViewType":"${stream.viewType}"},` +
    `"eventSourceARN":"${stream.arn}"${identity}}`
  )
}

function imagesOf({ viewType }: StreamDefinition, { before, after }: PlannedWrite): string {
  let images = ''
  if (after && viewType !== 'KEYS_ONLY' && viewType !== 'OLD_IMAGE') images += `,"NewImage":${after.json}`
  if (before && viewType !== 'KEYS_ONLY' && viewType !== 'NEW_IMAGE') images += `,"OldImage":${before.json}`
  return images
}
