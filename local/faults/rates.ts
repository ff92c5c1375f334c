/** The kinds of faults, and the meaning of each number. */
export const faultKinds = {
  duplicate: 'share of messages that a function gets twice',
  reorder: 'share of messages of standard queues that later ones overtake',
  crash: 'share of messages whose delivery stops the worker, between two AWS calls or before the acknowledgement',
  timeout: 'share of messages whose delivery is stopped in the same places, as if it had run out of time',
  throttle: "share of the functions' calls to DynamoDB, SQS, SNS and EventBridge that are throttled",
  lost: "share of the functions' calls to AWS that are carried out, and whose answer is lost",
  'lost-throttled': 'the same, and the further attempts that the SDK makes of the same call are throttled',
  slow: "share of the functions' calls to AWS that are carried out, and answered after their caller has given up",
  'partial-put': 'share of the entries of PutEvents, PublishBatch and SendMessageBatch that fail in an answer of 200',
  'stale-index': 'share of reads of global secondary indexes that lag behind',
  'stream-reorder':
    'share of stream records whose shard stalls, and of transactions whose items their stream shows in another order',
} as const

export type FaultKind = keyof typeof faultKinds

/** A probability from 0 to 1 for each kind; one that is left out never happens. */
export type FaultRates = Partial<Record<FaultKind, number>>

/** Reads `duplicate=0.2,crash=0.05`; throws what a person has to change. */
export function parseFaults(text: string): FaultRates {
  const rates: FaultRates = {}
  if (text.trim() === '') throw new Error('It is empty, expected e.g. duplicate=0.2,crash=0.05')
  for (const part of text.split(',').filter((item) => item.trim() !== '')) {
    const [kind = '', value = '', ...rest] = part.split('=').map((side) => side.trim())
    if (!isFaultKind(kind)) {
      throw new Error(`Unknown fault "${kind}"; there are ${Object.keys(faultKinds).join(', ')}`)
    }
    const rate = Number(value)
    if (!/^(\d+|\d*\.\d+)(e-\d+)?$/.test(value) || rest.length > 0 || rate > 1) {
      throw new Error(`Fault "${part.trim()}": expected ${kind}=<probability from 0 to 1>`)
    }
    if (kind in rates) throw new Error(`Fault "${kind}" is given twice`)
    rates[kind] = rate
  }
  return rates
}

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(faultKinds, kind)
}
