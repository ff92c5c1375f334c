import type { SQSClient } from '@aws-sdk/client-sqs'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { giveBack, type HeldNote, takeAll } from './failure-queue.ts'
import type { RelayAddress } from './relays.ts'

/** One message of a failure queue, for people and for `--json`. */
export interface Listed {
  readonly relay: string
  readonly kind: 'record' | 'batch' | 'unknown'
  /** ISO 8601; it leaves the queue 14 days later. */
  readonly set_aside_at: string
  readonly code: string
  readonly message: string
  /** `order#ord_1 2`, or the number of records of a batch; empty for a message of unknown form. */
  readonly what: string
}

const LOOKING_SECONDS = 30

/** Lists the failure queues and changes nothing. A message that another operator has received at the moment is not listed. */
export async function listSetAside(sqs: SQSClient, relays: readonly RelayAddress[]): Promise<Listed[]> {
  const listed: Listed[] = []
  for (const relay of relays) {
    const held = await takeAll(sqs, relay.queueUrl, LOOKING_SECONDS)
    await giveBack(sqs, relay.queueUrl, held)
    listed.push(...held.sort(bySetAsideTime).map((one) => describe(relay.name, one)))
  }
  return listed
}

const bySetAsideTime = (left: HeldNote, right: HeldNote) => left.setAsideAt - right.setAsideAt

function describe(relay: string, { note, setAsideAt }: HeldNote): Listed {
  const common = { relay, kind: note.kind, set_aside_at: isoTime(setAsideAt) }
  if (note.kind === 'unknown') return { ...common, code: 'Unknown', message: 'Not written by a relay.', what: '' }
  if (note.kind === 'record') {
    const { key, reason } = note.record
    const what = [key.pk, key.sk].map((value) => value?.S ?? value?.N ?? '').join(' ')
    return { ...common, ...reason, what: what.trim() }
  }
  const { batchSize, approximateArrivalOfFirstRecord: first } = note.batch
  return { ...common, ...note.reason, what: `${batchSize} records from ${first} on` }
}
