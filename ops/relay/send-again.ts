import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import type { Reason, RedriveAnswer, RedriveRequest } from '../../lambdas/runtime/relay/set-aside.ts'
import type { WaitingRecord } from './records-of.ts'

const MAX_RECORDS = 100
/** Bytes of records in one call, well below the 6 MB that Lambda takes. */
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Has the relay send the records, in their order. Behind one that failed, no other of its group is sent.
 * @returns the reasons, by position, of those that were not sent.
 */
export async function sendAgain(
  lambda: LambdaClient,
  functionName: string,
  records: readonly WaitingRecord[],
): Promise<ReadonlyMap<number, Reason>> {
  const reasons = new Map<number, Reason>()
  const stopped = new Map<string, Reason>()
  for (const positions of requestsOf(records)) {
    const isFree = (position: number) => !stopped.has(groupOf(records[position]))
    for (const position of positions) if (!isFree(position)) reasons.set(position, BEHIND)
    const sent = positions.filter(isFree)
    const { refused, failed } = await ask(lambda, functionName, sent, records)
    for (const position of sent) {
      const reason = refused[position] ?? failed[position]
      if (reason) reasons.set(position, reason)
      if (failed[position]) stopped.set(groupOf(records[position]), BEHIND)
    }
  }
  return reasons
}

const BEHIND: Reason = {
  code: 'NotReached',
  message: 'An earlier event of its aggregate was not accepted, so this one was not sent.',
}

/** Events of one aggregate; a command stands for itself. */
const groupOf = (record: WaitingRecord | undefined): string => record?.item.pk?.S ?? ''

function requestsOf(records: readonly WaitingRecord[]): number[][] {
  const requests: number[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const [position, { item }] of records.entries()) {
    const size = Buffer.byteLength(JSON.stringify(item))
    const request = requests.at(-1)
    if (request && request.length < MAX_RECORDS && bytes + size <= MAX_BYTES) {
      request.push(position)
      bytes += size
    } else {
      requests.push([position])
      bytes = size
    }
  }
  return requests
}

async function ask(
  lambda: LambdaClient,
  FunctionName: string,
  positions: readonly number[],
  records: readonly WaitingRecord[],
): Promise<RedriveAnswer> {
  if (positions.length === 0) return { refused: {}, failed: {} }
  const request: RedriveRequest = {
    redrive: positions.map((position) => {
      const { item, storedAt } = records[position] as WaitingRecord
      return { sequence_number: String(position), stored_at: storedAt, item }
    }),
  }
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(request)) }),
  )
  const text = Buffer.from(Payload ?? []).toString()
  if (FunctionError) throw new Error(`The relay ${FunctionName} failed: ${text.slice(0, 500)}`)
  return JSON.parse(text) as RedriveAnswer
}
