import { readItems, writeItems } from '../../bulk-operations/items.ts'
import type { Operation, OperationItem } from '../../bulk-operations/operation.ts'
import {
  endOperation,
  letGoOfOperation,
  loadOperation,
  NotOwned,
  type OperationTable,
  takeOperation,
} from '../../bulk-operations/store.ts'
import { counted } from '../../cli/counted.ts'
import { errorText } from '../../cli/error-text.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { sweep } from '../queue/sweep.ts'
import { type Dispatching, dispatch } from './dispatch.ts'
import { Lease } from './lease.ts'
import { Pace } from './pace.ts'
import { isFifo } from './send.ts'
import { SentLetters } from './sent-letters.ts'
import type { Reason } from './stop-rules.ts'

export type RunEnvironment = Omit<Dispatching, 'operationId' | 'stillOwned'> & OperationTable & Running

interface Running {
  /** Random; nobody else has it. */
  readonly owner: string
  /** Stops between two batches; what is done is kept. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: Pick<Operation, 'position' | 'counts'>) => void
}

/** Letters that are claimed and sent together: what DynamoDB reads in one call. */
const BATCH = 100
/** Batches that are under way at once, so that a high rate does not wait for the calls of each; one for every hundred letters a second. */
const MOST_AT_ONCE = 4
/** Most letters that are sent and have no outcome yet: beyond that, the tool waits for the consumer, and its memory stays small. */
const MOST_PENDING = 1_000
/** Seconds that a step waits for its last outcomes. A first letter that has none by then stops the operation. */
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
    // Sweeping thousands of copies takes longer than this run's lease, so that the lease is extended meanwhile.
    for (const consumer of consumersOf(operation)) await sweep(environment, consumer, { onLook: run.lease.keep })
    await endOperation(environment, id, environment.owner, {
      ...run.progress(),
      ...(why ?? { status: 'done', why: '' }),
    })
  } catch (error) {
    await run.rest().catch(() => {})
    // A person has paused or aborted the operation, or another tool has taken it over: its record is not this run's to change.
    const letGo = () => letGoOfOperation(environment, id, environment.owner, run.progress()).catch(() => {})
    if (error instanceof NotOwned) {
      await letGo()
      return (await loadOperation(environment, id))!.operation
    }
    const why = errorText(error)
    await endOperation(environment, id, environment.owner, { ...run.progress(), status: 'paused', why }).catch(letGo)
    throw error
  }
  return (await loadOperation(environment, id))!.operation
}

type End = Reason & { readonly status: 'stopped' | 'paused' }

const consumersOf = ({ knownCauses }: Operation): ReadonlySet<string> =>
  new Set(knownCauses.map((cause) => cause.split('#', 1)[0]!))

class Run {
  readonly lease: Lease
  readonly #environment: RunEnvironment & Dispatching
  readonly #operation: Operation
  readonly #sent: SentLetters
  readonly #pace: Pace
  #position = 0
  /** Letters that were sent, by this run and earlier ones. */
  #sentInAll = 0

  constructor(environment: RunEnvironment, operation: Operation) {
    this.lease = new Lease(environment, operation.id, environment.owner, () => this.progress())
    // A search for large bodies may take longer than this run's lease, so that the lease is extended meanwhile.
    const { keep: onLook, own: stillOwned } = this.lease
    this.#environment = { ...environment, operationId: operation.id, onLook, stillOwned }
    this.#operation = operation
    const onOutcomes = () => environment.onProgress(this.progress())
    this.#sent = new SentLetters(this.#environment, operation, { onOutcomes, stillOwned })
    this.#pace = new Pace(operation.rate, environment.now)
  }

  progress = (): Pick<Operation, 'position' | 'counts'> => ({ position: this.#position, counts: this.#sent.counts })

  /** Ends what goes on beside the sending: nothing is written after that. @throws what it has failed with. */
  rest = (): Promise<void> => this.#sent.rest()

  /** @returns why the operation ends early; undefined when all of it is done. */
  async work(): Promise<End | undefined> {
    const items = this.#itemsLeft()
    let next = await items.next()
    /** Letters that may be taken still, of this part of a step. */
    let room = 0
    const take = async (): Promise<OperationItem[]> => {
      const batch: OperationItem[] = []
      // About five batches a second: a slow rate is not sent in bursts, and a fast one does not wait for its calls.
      const size = Math.min(BATCH, room, Math.max(1, Math.ceil(this.#operation.rate / 5)))
      while (!next.done && batch.length < size) {
        batch.push(next.value)
        next = await items.next()
      }
      room -= batch.length
      return batch
    }
    for (const [index, end] of this.#operation.steps.entries()) {
      const isLast = index === this.#operation.steps.length - 1
      this.#sent.beginStep()
      // What is closed or left as it is proves nothing: others are taken in its place, until so many as the step says were sent.
      while (!next.done && (isLast || this.#sentInAll < end) && this.#sent.reasonToStop(false) === undefined) {
        room = isLast ? Number.POSITIVE_INFINITY : end - this.#sentInAll
        await concurrently(this.#batches(take), this.#width(), (batch) => this.#dispatch(batch))
      }
      const early = await this.#outcomesOfStep()
      if (early) return early
    }
    return undefined
  }

  /** Batches at once. In a FIFO queue what is sent first is first, so there is one at a time. */
  #width(): number {
    const { queueUrl } = this.#environment
    const isOrdered = [...consumersOf(this.#operation)].some((consumer) => isFifo(queueUrl(consumer)))
    return isOrdered ? 1 : Math.min(MOST_AT_ONCE, Math.ceil(this.#operation.rate / BATCH))
  }

  /** What earlier runs have not taken. */
  async *#itemsLeft(): AsyncGenerator<OperationItem, void, undefined> {
    for await (const item of readItems(this.#environment, this.#operation.id)) {
      if (item.state === 'planned') yield item
      else {
        this.#position = Math.max(this.#position, item.number)
        this.#add([item])
      }
    }
  }

  /** The batches of a step, each at its time; no more of them once there is a reason to stop. */
  async *#batches(take: () => Promise<OperationItem[]>): AsyncGenerator<OperationItem[], void, undefined> {
    const { pause, signal } = this.#environment
    for (let batch = await take(); batch.length > 0; batch = await take()) {
      await this.#untilFewArePending()
      if (this.#sent.reasonToStop(false) !== undefined) return
      const wait = this.#pace.next(batch.length)
      if (wait > 0) await pause(wait)
      signal.throwIfAborted()
      yield batch
    }
  }

  async #dispatch(batch: readonly OperationItem[]): Promise<void> {
    await this.lease.keep()
    const { receipts, failure } = await dispatch(this.#environment, batch)
    // A tool whose machine has slept writes nothing over the receipts of the one that has gone on meanwhile.
    await this.lease.own()
    await writeItems(this.#environment, this.#operation.id, receipts)
    // Batches that are under way at once end in any order.
    this.#position = Math.max(this.#position, ...receipts.map(({ number }) => number))
    this.#add(receipts)
    this.#environment.onProgress(this.progress())
    if (failure !== undefined) throw failure
  }

  #add(receipts: readonly OperationItem[]): void {
    this.#sent.add(receipts)
    this.#sentInAll += receipts.filter(({ wasSent }) => wasSent).length
  }

  /** Looks now and then, while the next letters are sent; as long as too many outcomes are awaited, it waits. */
  async #untilFewArePending(): Promise<void> {
    const { pause, signal } = this.#environment
    for (;;) {
      this.#sent.lookIfDue()
      if (this.#sent.pending < MOST_PENDING) return
      await this.#sent.rest()
      if (this.#sent.pending < MOST_PENDING || this.#sent.reasonToStop(false) !== undefined) return
      signal.throwIfAborted()
      await this.lease.keep()
      await pause(this.#sent.lookAgainMs)
    }
  }

  async #outcomesOfStep(): Promise<End | undefined> {
    const { now, pause, signal } = this.#environment
    const since = now()
    await this.rest()
    for (;;) {
      await this.lease.keep()
      await this.#sent.look()
      const { pending } = this.#sent
      const reason = this.#sent.reasonToStop(pending === 0)
      if (reason !== undefined) return { status: 'stopped', ...reason }
      if (pending === 0) return undefined
      signal.throwIfAborted()
      if (now() - since > WAIT_FOR_OUTCOMES_SECONDS * 1000) {
        const why = `neither processed nor dead after ${WAIT_FOR_OUTCOMES_SECONDS} s: ${counted(pending, 'letter')}. Is the consumer paused, behind, or backing off?`
        return { status: 'paused', why }
      }
      await pause(this.#sent.lookAgainMs)
    }
  }
}
