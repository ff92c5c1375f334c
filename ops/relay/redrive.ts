import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Reason } from '../../lambdas/runtime/relay/set-aside.ts'
import { giveBack, type HeldNote, remove, takeAll } from './failure-queue.ts'
import { type Overtaken, overtakenBy } from './overtaken.ts'
import { recordsOf, type Sources, type WaitingRecord } from './records-of.ts'
import type { RelayAddress } from './relays.ts'
import { sendAgain } from './send-again.ts'

export interface RedriveEnvironment extends Sources {
  readonly sqs: SQSClient
  readonly lambda: LambdaClient
}

export interface Redriven {
  readonly relay: string
  /** Records that were sent, or with `dryRun` would be. */
  readonly sent: number
  /** The messages that stay in the failure queue, and why. */
  readonly left: readonly { readonly what: string; readonly code: string; readonly message: string }[]
  /** Aggregates whose later events were published before. */
  readonly overtaken: readonly Overtaken[]
}

/** Visibility timeout: longer than any redrive takes. After it, the messages of a redrive that was killed are visible again. */
const HOLDING_SECONDS = 15 * 60

/**
 * Sends once more what a relay has set aside: events of one aggregate in the order of their sequence, commands in the order
 * in which they were stored. At least once. A note is deleted when everything that it stands for was taken.
 */
export async function redrive(
  environment: RedriveEnvironment,
  relay: RelayAddress,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Redriven> {
  const { sqs, lambda } = environment
  const held = await takeAll(sqs, relay.queueUrl, HOLDING_SECONDS)
  const kept = new Set(held)
  try {
    const { waiting, unreadable } = await readAll(held, relay, environment)
    const records = waiting.map(recordOf)
    const reasons = dryRun ? new Map<number, Reason>() : await sendAgain(lambda, relay.functionName, records)
    const notSent = new Set([...reasons.keys()].map((position) => waiting[position]?.from))
    const done = dryRun ? [] : held.filter((one) => !notSent.has(one) && !unreadable.has(one))
    for (const one of done) {
      await remove(sqs, relay.queueUrl, one)
      kept.delete(one)
    }
    return {
      relay: relay.name,
      sent: records.length - reasons.size,
      left: [
        ...[...unreadable.values()].map((reason) => ({ what: '', ...reason })),
        ...[...reasons].map(([position, reason]) => ({ what: nameOf(records[position]), ...reason })),
      ],
      overtaken:
        relay.name === 'events' ? await overtakenBy(waiting.filter(isFinal).map(recordOf), relay, environment) : [],
    }
  } finally {
    await giveBack(sqs, relay.queueUrl, [...kept])
  }
}

interface Waiting {
  readonly record: WaitingRecord
  readonly from: HeldNote
}

const recordOf = ({ record }: Waiting): WaitingRecord => record

/** Only what was refused for good was passed by; before anything else, the relay publishes what was stored before it. */
const isFinal = ({ from: { note } }: Waiting): boolean => note.kind === 'record' && note.record.final

async function readAll(held: readonly HeldNote[], relay: RelayAddress, sources: Sources) {
  const unreadable = new Map<HeldNote, Reason>()
  const waiting: Waiting[] = []
  for (const one of held) {
    try {
      if (one.note.kind === 'unknown') throw new Error(`The message ${one.messageId} was not written by a relay.`)
      for (const record of await recordsOf(one.note, relay, sources)) waiting.push({ record, from: one })
    } catch (error) {
      unreadable.set(one, { code: 'NotReadable', message: error instanceof Error ? error.message : String(error) })
    }
  }
  return { waiting: waiting.sort((left, right) => compare(left.record, right.record)), unreadable }
}

/** By aggregate and its sequence; commands, which have no sequence, by time. */
function compare(left: WaitingRecord, right: WaitingRecord): number {
  if (left.item.sk && right.item.sk) {
    return order(nameOf(left, 1), nameOf(right, 1)) || Number(left.item.sk.N) - Number(right.item.sk.N)
  }
  return order(left.storedAt, right.storedAt) || order(left.sequenceNumber, right.sequenceNumber)
}

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const nameOf = (record: WaitingRecord | undefined, parts = 2): string =>
  [record?.item.pk, record?.item.sk]
    .slice(0, parts)
    .map((value) => value?.S ?? value?.N ?? '')
    .join(' ')
    .trim()
