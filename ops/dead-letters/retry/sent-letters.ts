import { isWithin } from '../../../lambdas/runtime/system/clock.ts'
import { writeItems } from '../../bulk-operations/items.ts'
import { type Counts, noCounts, type Operation, type OperationItem } from '../../bulk-operations/operation.ts'
import type { OperationTable } from '../../bulk-operations/store.ts'
import type { MarkerStore } from '../verdict/read-verdicts.ts'
import type { ClaimEnvironment } from './claim-letters.ts'
import { settle } from './settle.ts'
import { type Reason, reasonToStop, StepOutcomes } from './stop-rules.ts'

/** Between two looks for outcomes; longer and longer while there are none. */
const LOOK_AGAIN_MS = { first: 500, most: 5_000, growth: 1.5 }

/** The letters that an operation has sent and that have no outcome yet; of all others, how many there are of each. */
export class SentLetters {
  readonly #environment: ClaimEnvironment & MarkerStore & OperationTable
  readonly #operation: Operation
  readonly #onOutcomes: () => void
  readonly #stillOwned: () => Promise<void>
  #counts: Counts = noCounts
  #pending: OperationItem[] = []
  #ofStep: StepOutcomes
  #lookedAt = Number.NEGATIVE_INFINITY
  #lookAgainMs = LOOK_AGAIN_MS.first
  /** The look that is under way, beside what is being sent. */
  #looking: Promise<void> = Promise.resolve()
  #isLooking = false

  /**
   * @param onOutcomes called when some are known.
   * @param stillOwned called before receipts are written; throws if they are somebody else's to write by now.
   */
  constructor(
    environment: ClaimEnvironment & MarkerStore & OperationTable,
    operation: Operation,
    { onOutcomes, stillOwned }: { readonly onOutcomes: () => void; readonly stillOwned: () => Promise<void> },
  ) {
    this.#environment = environment
    this.#operation = operation
    this.#ofStep = new StepOutcomes(operation)
    this.#onOutcomes = onOutcomes
    this.#stillOwned = stillOwned
  }

  get counts(): Counts {
    return { ...this.#counts, sent: this.#counts.sent + this.#pending.length }
  }

  /** How many are without an outcome. */
  get pending(): number {
    return this.#pending.length
  }

  /** Milliseconds until it is worth while to look once more. */
  get lookAgainMs(): number {
    return this.#lookAgainMs
  }

  /** From here on outcomes count for the next step. */
  beginStep(): void {
    this.#ofStep = new StepOutcomes(this.#operation)
  }

  /**
   * Takes the receipts of this or an earlier run. Those whose outcome is not known are awaited; all others are only counted: a letter that was
   * closed without being sent proves nothing about the consumer.
   */
  add(receipts: readonly OperationItem[]): void {
    for (const receipt of receipts) {
      if (receipt.state === 'sent') this.#pending.push(receipt)
      else this.#count(receipt)
    }
  }

  #count({ state }: OperationItem): void {
    if (state !== 'planned') this.#counts = { ...this.#counts, [state]: this.#counts[state] + 1 }
  }

  /** @param isOver nothing more of this step is sent. */
  reasonToStop = (isOver: boolean): Reason | undefined => reasonToStop(this.#operation, this.#ofStep, isOver)

  /** Begins a look beside what is being sent, if the last one is long enough ago. */
  lookIfDue(): void {
    if (this.#isLooking || isWithin(this.#lookAgainMs, this.#lookedAt, this.#environment.now())) return
    this.#isLooking = true
    this.#looking = this.look().finally(() => {
      this.#isLooking = false
    })
    // Whoever waits for it is told; that it failed meanwhile ends nothing.
    this.#looking.catch(() => {})
  }

  /** Ends what goes on beside the sending: nothing is written after that. @throws what the look has failed with. */
  rest = (): Promise<void> => this.#looking

  async look(): Promise<void> {
    this.#lookedAt = this.#environment.now()
    if (this.#pending.length === 0) return
    this.#lookAgainMs = Math.min(LOOK_AGAIN_MS.most, this.#lookAgainMs * LOOK_AGAIN_MS.growth)
    // A copy: letters that are sent while their outcomes are read are awaited from the next look on. Taken into this one, they would seem to be gone.
    const { done } = await settle(this.#environment, [...this.#pending])
    await this.#stillOwned()
    await writeItems(this.#environment, this.#operation.id, done)
    // More may have been sent meanwhile.
    const known = new Set(done.map(({ number }) => number))
    this.#pending = this.#pending.filter(({ number }) => !known.has(number))
    if (done.length > 0) this.#lookAgainMs = LOOK_AGAIN_MS.first
    for (const receipt of done) {
      this.#ofStep.add(receipt)
      this.#count(receipt)
    }
    this.#onOutcomes()
  }
}
