import { isWithin } from '../../../lambdas/runtime/system/clock.ts'
import { type Counts, noCounts, type Operation, type OperationItem } from '../../operations/operation.ts'
import {
  endOperation,
  keepOperation,
  loadOperation,
  NotOwned,
  type OperationTable,
  readItems,
  takeOperation,
  writeItems,
} from '../../operations/store.ts'
import { sweep } from '../queue/sweep.ts'
import { type Dispatching, dispatch } from './dispatch.ts'
import { settle } from './settle.ts'
import { reasonToStop } from './stop-rules.ts'

export type RunEnvironment = Omit<Dispatching, 'operationId'> & OperationTable & Running

interface Running {
  /** Random; nobody else has it. */
  readonly owner: string
  /** Stops between two batches; what is done is kept. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: Pick<Operation, 'position' | 'counts'>) => void
}

/** Letters that are claimed and sent together: what DynamoDB reads in one call. */
const BATCH = 100
/** Letters without an outcome, at most: a consumer that is slower than the cap is waited for, and memory stays small. */
const MOST_PENDING = 1_000
/** Between two looks for outcomes; longer and longer while there are none. */
const LOOK_AGAIN_MS = { first: 500, most: 5_000, growth: 1.5 }
/** Seconds that a step waits for its last outcomes. A canary without a word is no good sign. */
const WAIT_FOR_OUTCOMES_SECONDS = 300

/**
 * Works on an operation until it is done, stopped by its rules, or paused. Whatever ends it (a kill at any call, too), nothing
 * is lost and nothing takes effect twice: a letter is claimed before it is sent, every receipt can be written again, and what
 * was sent twice is dropped by the consumer's own marker.
 * @returns the operation as it is then. @throws {NotOwned} when someone else works on it, or it is over.
 */
export async function runRetry(environment: RunEnvironment, id: string): Promise<Operation> {
  await takeOperation(environment, id, environment.owner)
  const { operation } = (await loadOperation(environment, id))!
  const run = new Run(environment, operation)
  try {
    const why = await run.work()
    await run.rest()
    const consumers = new Set(operation.knownCauses.map((cause) => cause.split('#', 1)[0]!))
    // Thousands of copies take longer than a lease: the tool lives meanwhile.
    for (const consumer of consumers) await sweep(environment, consumer, { onLook: () => run.keep() })
    await endOperation(environment, id, environment.owner, {
      ...run.progress(),
      ...(why ?? { status: 'done', why: '' }),
    })
  } catch (error) {
    await run.rest().catch(() => {})
    // A person has paused or aborted it, or another tool has it: what it says about itself stays.
    if (error instanceof NotOwned) return (await loadOperation(environment, id))!.operation
    const why = error instanceof Error ? error.message || error.name : String(error)
    await endOperation(environment, id, environment.owner, { ...run.progress(), status: 'paused', why }).catch(() => {})
    throw error
  }
  return (await loadOperation(environment, id))!.operation
}

type End = { readonly status: 'stopped' | 'paused'; readonly why: string }

class Run {
  readonly #environment: RunEnvironment & Dispatching
  readonly #operation: Operation
  #counts: Counts = noCounts
  #position = 0
  #pending: OperationItem[] = []
  #outcomes: OperationItem[] = []
  #keptAt = Number.NEGATIVE_INFINITY
  #lookedAt = Number.NEGATIVE_INFINITY
  #lookAgainMs = LOOK_AGAIN_MS.first
  /** The look that is under way, beside what is being sent. */
  #looking: Promise<void> = Promise.resolve()
  #isLooking = false

  constructor(environment: RunEnvironment, operation: Operation) {
    this.#environment = { ...environment, operationId: operation.id }
    this.#operation = operation
  }

  progress = (): Pick<Operation, 'position' | 'counts'> => ({
    position: this.#position,
    counts: { ...this.#counts, sent: this.#counts.sent + this.#pending.length },
  })

  /** @returns why it ends early; nothing when all is done. */
  async work(): Promise<End | undefined> {
    const { steps, rate } = this.#operation
    const items = this.#itemsLeft()[Symbol.asyncIterator]()
    let next = await items.next()
    const { now, pause, signal } = this.#environment
    for (const end of steps) {
      this.#outcomes = []
      const start = now()
      let taken = 0
      while (!next.done && next.value.number <= end) {
        signal.throwIfAborted()
        const batch: OperationItem[] = []
        // About five batches a second: a slow rate is not sent in bursts, and a fast one does not wait for its calls.
        const size = Math.min(BATCH, Math.max(1, Math.ceil(rate / 5)))
        while (!next.done && next.value.number <= end && batch.length < size) {
          batch.push(next.value)
          next = await items.next()
        }
        await this.#dispatch(batch)
        taken += batch.length
        const reason = await this.#lookIfDue(MOST_PENDING)
        if (reason !== undefined) return { status: 'stopped', why: reason }
        const wait = start + (taken * 1000) / rate - now()
        if (wait > 0) await pause(wait)
      }
      const early = await this.#outcomesOfStep()
      if (early) return early
    }
    return undefined
  }

  /** What earlier runs have left: letters of which the outcome was not seen are awaited, all others are taken. */
  async *#itemsLeft(): AsyncGenerator<OperationItem> {
    for await (const item of readItems(this.#environment, this.#operation.id)) {
      if (item.state === 'planned') yield item
      else {
        this.#position = item.number
        if (item.state === 'sent' && item.detail === undefined) this.#pending.push(item)
        else this.#counts = { ...this.#counts, [item.state]: this.#counts[item.state] + 1 }
      }
    }
  }

  async #dispatch(batch: readonly OperationItem[]): Promise<void> {
    await this.keep()
    const receipts = await dispatch(this.#environment, batch)
    await writeItems(this.#environment, this.#operation.id, receipts)
    this.#position = batch.at(-1)!.number
    for (const receipt of receipts) {
      if (receipt.state === 'sent') this.#pending.push(receipt)
      else this.#count(receipt)
    }
    this.#environment.onProgress(this.progress())
  }

  #count(receipt: OperationItem): void {
    if (receipt.state === 'planned') return
    this.#outcomes.push(receipt)
    this.#counts = { ...this.#counts, [receipt.state]: this.#counts[receipt.state] + 1 }
  }

  /**
   * Looks now and then, while the next letters are sent; as long as too many outcomes are awaited, it sends no more.
   * @returns a reason to stop.
   */
  async #lookIfDue(mostPending: number): Promise<string | undefined> {
    const { now, pause, signal } = this.#environment
    for (;;) {
      if (!this.#isLooking && !isWithin(this.#lookAgainMs, this.#lookedAt, now())) this.#startLook()
      if (this.#pending.length >= mostPending) await this.#looking
      const reason = reasonToStop(this.#operation, this.#outcomes, false)
      if (reason !== undefined || this.#pending.length < mostPending) return reason
      signal.throwIfAborted()
      await this.keep()
      await pause(this.#lookAgainMs)
    }
  }

  #startLook(): void {
    this.#isLooking = true
    this.#looking = this.#look().finally(() => {
      this.#isLooking = false
    })
    // Whoever waits for it is told; that it failed meanwhile ends nothing.
    this.#looking.catch(() => {})
  }

  /** Ends what goes on beside the sending: nothing is written after that. @throws what the look has failed with. */
  rest = (): Promise<void> => this.#looking

  async #look(): Promise<void> {
    this.#lookedAt = this.#environment.now()
    if (this.#pending.length === 0) return
    this.#lookAgainMs = Math.min(LOOK_AGAIN_MS.most, this.#lookAgainMs * LOOK_AGAIN_MS.growth)
    const { done } = await settle(this.#environment, this.#pending)
    await writeItems(this.#environment, this.#operation.id, done)
    // More may have been sent meanwhile.
    const known = new Set(done.map(({ number }) => number))
    this.#pending = this.#pending.filter(({ number }) => !known.has(number))
    if (done.length > 0) this.#lookAgainMs = LOOK_AGAIN_MS.first
    for (const receipt of done) this.#count(receipt)
    this.#environment.onProgress(this.progress())
  }

  async #outcomesOfStep(): Promise<End | undefined> {
    const { now, pause, signal } = this.#environment
    const since = now()
    await this.rest()
    for (;;) {
      await this.keep()
      await this.#look()
      const isOver = this.#pending.length === 0
      const reason = reasonToStop(this.#operation, this.#outcomes, isOver)
      if (reason !== undefined) return { status: 'stopped', why: reason }
      if (isOver) return undefined
      signal.throwIfAborted()
      if (now() - since > WAIT_FOR_OUTCOMES_SECONDS * 1000) {
        const why = `${this.#pending.length} letters have neither been processed nor died in ${WAIT_FOR_OUTCOMES_SECONDS} s: is their consumer paused, behind, or backing off?`
        return { status: 'paused', why }
      }
      await pause(this.#lookAgainMs)
    }
  }

  /** @throws {NotOwned} */
  async keep(): Promise<void> {
    const { now, owner } = this.#environment
    if (isWithin(1000, this.#keptAt, now())) return
    this.#keptAt = now()
    await keepOperation(this.#environment, this.#operation.id, owner, this.progress())
  }
}
