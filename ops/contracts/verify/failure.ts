/** Why a stored event cannot be used by the code of today. */
export type FailureCode =
  | 'NOT_AN_EVENT'
  | 'KEY_MISMATCH'
  | 'TYPE_UNKNOWN'
  | 'VERSION_UNKNOWN'
  | 'DATA_INVALID'
  | 'UPCAST_INVALID'
  | 'FOLD_FAILED'
  | 'GAP'
  | 'CLAIM_MISSING'
  | 'CLAIM_DAMAGED'
  | 'CLAIM_UNDECLARED'

export const failureMeanings: Readonly<Record<FailureCode, string>> = {
  NOT_AN_EVENT: 'The item holds no event envelope.',
  KEY_MISMATCH: 'The event stands at a place that is not its own: another aggregate or sequence than the key says.',
  TYPE_UNKNOWN: 'The code knows no such event type.',
  VERSION_UNKNOWN: 'The code knows no such version of the type.',
  DATA_INVALID: 'The data does not match the schema of its version.',
  UPCAST_INVALID: 'The upcast fails, or what it makes does not match the newest schema.',
  FOLD_FAILED: 'An aggregate or a read model fails on the event.',
  CLAIM_MISSING: 'The data of the event should stand in the bucket of large events, and does not.',
  CLAIM_DAMAGED: 'What stands in the bucket of large events does not have the checksum of what was stored.',
  CLAIM_UNDECLARED:
    'The data of the event stands in the bucket of large events, and the code has taken claimCheck back from its type: nobody would read it.',
  GAP: 'Events before it are missing in the stream of its aggregate.',
}

export interface Failure {
  readonly code: FailureCode
  /** `<type> version <n>`, or the key of the item where it holds no event. */
  readonly of: string
  /** What is wrong and where; the same text for every event with the same fault. */
  readonly reason: string
  /** The event's id, or its key where it has none. */
  readonly id: string
}
