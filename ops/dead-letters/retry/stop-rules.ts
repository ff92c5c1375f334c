import type { Operation, OperationItem } from '../../bulk-operations/operation.ts'

/** Outcomes that are needed before the share of failures counts: one of two may be chance. */
const LEAST_FOR_SHARE = 5

/** The outcomes of what one step has sent, so far: numbers, and of the letters themselves only those that a reason names. */
export class StepOutcomes {
  readonly #knownCauses: readonly string[]
  known = 0
  died = 0
  /** The first that died of a cause which was not planned for. */
  stranger: OperationItem | undefined
  lastDied: OperationItem | undefined

  constructor({ knownCauses }: Pick<Operation, 'knownCauses'>) {
    this.#knownCauses = knownCauses
  }

  add(receipt: OperationItem): void {
    const { state, consumer, fingerprint } = receipt
    if (state !== 'skipped') this.known++
    if (state !== 'died') return
    this.died++
    this.lastDied = receipt
    if (!this.#knownCauses.includes(`${consumer}#${fingerprint}`)) this.stranger ??= receipt
  }
}

/** Why an operation ends early. */
export interface Reason {
  readonly why: string
  /** What the consumer said when it gave up the letter that decided it. It may hold data of the event. */
  readonly detail?: string
}

/**
 * Decides whether the outcomes of a step are a reason to stop the operation.
 * @param isOver whether no outcome of the step is awaited any more.
 */
export function reasonToStop(
  { stopShare }: Pick<Operation, 'stopShare'>,
  { known, died, stranger, lastDied }: StepOutcomes,
  isOver: boolean,
): Reason | undefined {
  if (stranger) return reasonOf(`${stranger.letterId} died of a new cause`, stranger)
  if (died === 0 || (known < LEAST_FOR_SHARE && !isOver)) return undefined
  const share = died / known
  if (share <= stopShare) return undefined
  return reasonOf(`${died} of ${known} died again, more than ${Math.round(stopShare * 100)} %; the last`, lastDied)
}

function reasonOf(what: string, died: OperationItem | undefined): Reason {
  const { fingerprint = '', detail = '' } = died ?? {}
  return { why: `${what}: ${fingerprint}`, detail: detail.slice(fingerprint.length).trim() }
}
