import { isContractError } from '../../../events/errors.ts'
import { ConflictError, DeferredError, PermanentError, UnavailableError } from '../errors.ts'
import { type Clock, isWithin } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import { toError } from '../to-error.ts'
import { type Circuit, closedCircuit, permissionOf, shouldOpen, windowOf } from './circuit.ts'
import type { CircuitStore } from './circuit-store.ts'
import type { BreakerSettings } from './settings.ts'

/** How long an instance trusts what it has read: the hot path reads once per this time, not once per event. */
const SNAPSHOT_MS = 1000

/** Messages that waited for one circuit come back spread over at least this. */
const SPREAD_MS = 10_000

export interface BreakerEnvironment {
  readonly name: string
  readonly settings: BreakerSettings
  readonly clock: Clock
  readonly random: Random
  /** Absent: no shared state, the circuit is always closed. */
  readonly store: CircuitStore
}

/**
 * Guards one downstream; the circuit is shared by all instances. While all goes well it costs one read per second and
 * instance. If its own table fails it lets calls through.
 */
export class CircuitBreaker {
  readonly #environment: BreakerEnvironment
  #snapshot = closedCircuit
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined
  #counted = { window: 0, calls: 0, failures: 0 }

  constructor(environment: BreakerEnvironment) {
    this.#environment = environment
  }

  /**
   * @param signal when it aborts before the call has answered, that is a failure of the downstream.
   * @throws {DeferredError} `CIRCUIT_OPEN`, or whatever the call throws.
   */
  async run<Result>(call: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const { settings, clock } = this.#environment
    await this.#refresh()
    const permission = permissionOf(this.#snapshot, settings, clock.now())
    if (permission.kind === 'wait') throw this.#deferred(permission.milliseconds)
    // Too late to call: that says nothing about the downstream.
    signal?.throwIfAborted()
    if (permission.kind === 'probe') return this.#probe(call, signal)
    try {
      const result = await untilAborted(call, signal)
      this.#count(0)
      return result
    } catch (error) {
      this.#count(isDownstreamFailure(error) ? 1 : 0)
      if (isDownstreamFailure(error)) await this.#share()
      throw error
    }
  }

  /** @throws {DeferredError} when the circuit is known to be open: asked before anything is claimed for a message. */
  async assertNotOpen(): Promise<void> {
    await this.#refresh()
    const { settings, clock } = this.#environment
    const permission = permissionOf(this.#snapshot, settings, clock.now())
    if (permission.kind === 'wait') throw this.#deferred(permission.milliseconds)
  }

  async #probe<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    const { clock, store, settings } = this.#environment
    const granted = await store.takeProbe(clock.now()).catch(() => undefined)
    if (!granted) {
      this.#readAt = Number.NEGATIVE_INFINITY
      throw this.#deferred(settings.probeSeconds * 1000 * 0.1)
    }
    this.#learn(granted)
    try {
      const result = await untilAborted(call, signal)
      this.#learn(await store.probeSucceeded(granted.probeUntil, clock.now()).catch(() => undefined))
      return result
    } catch (error) {
      const change = isDownstreamFailure(error)
        ? store.probeFailed(granted.probeUntil, granted.openings, clock.now())
        : store.probeSucceeded(granted.probeUntil, clock.now())
      this.#learn(await change.catch(() => undefined))
      throw error
    }
  }

  #deferred(waitMs: number): DeferredError {
    const { name, random } = this.#environment
    const spread = random() * Math.max(SPREAD_MS, waitMs / 2)
    const options = { downstream: name }
    return new DeferredError('CIRCUIT_OPEN', `The circuit of "${name}" is open.`, (waitMs + spread) / 1000, options)
  }

  #count(failures: 0 | 1): void {
    const { settings, clock } = this.#environment
    const window = windowOf(settings, clock.now())
    if (window !== this.#counted.window) this.#counted = { window, calls: 0, failures: 0 }
    this.#counted.calls++
    this.#counted.failures += failures
  }

  /** Only failures are worth a write; the successes of the same window go with them, for the ratio. */
  async #share(): Promise<void> {
    const { store, settings, clock } = this.#environment
    const { window, ...counts } = this.#counted
    if (counts.failures === 0) return
    this.#counted = { window, calls: 0, failures: 0 }
    try {
      const now = clock.now()
      const circuit = await store.count(window, counts, now)
      if (!circuit) return
      this.#learn(circuit)
      if (shouldOpen(circuit, settings)) this.#learn((await store.open(circuit.openings, now)) ?? (await store.read()))
    } catch {
      // The breaker's own table fails: calls go through, as if there were no breaker.
    }
  }

  async #refresh(): Promise<void> {
    const { store, clock } = this.#environment
    if (isWithin(SNAPSHOT_MS, this.#readAt, clock.now())) return
    this.#reading ??= store
      .read()
      .catch(() => closedCircuit)
      .then((circuit) => this.#learn(circuit))
      .finally(() => {
        this.#reading = undefined
      })
    await this.#reading
  }

  #learn(circuit: Circuit | undefined): void {
    if (!circuit) return
    this.#snapshot = circuit
    this.#readAt = this.#environment.clock.now()
  }
}

/** Whether the error says that the downstream is down. A permanent error does not: the downstream is alive, it has answered. */
function isDownstreamFailure(thrown: unknown): boolean {
  const error = toError(thrown)
  if (error instanceof UnavailableError) return true
  return !(
    error instanceof PermanentError ||
    error instanceof DeferredError ||
    error instanceof ConflictError ||
    isContractError(error)
  )
}

function untilAborted<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return call()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([call(), promise]).finally(() => signal.removeEventListener('abort', abort))
}
