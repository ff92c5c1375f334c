import { fingerprintOf } from '../dead-letter/error-type.ts'
import { HeldError } from '../errors.ts'
import type { Delivery } from '../messages/message.ts'
import { isAway } from '../retry/is-away.ts'
import type { Clock } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import { toError } from '../to-error.ts'
import { CircuitTable, type CircuitTableEnvironment } from './circuit-table.ts'
import type { ConsumerHealth, HealthVerdict, SubjectFailure } from './consumer-health.ts'
import { type Counts, FailureCounts, isSystemic, type Observed, windowOf } from './failure-counts.ts'
import { Snapshots } from './snapshots.ts'
import type { Others, Tallies } from './tally.ts'
import { admissionOf, isHeld, type TypeCircuit } from './type-circuit.ts'

export interface HealthGuardEnvironment extends CircuitTableEnvironment {
  readonly clock: Clock
  readonly random: Random
  readonly tallies: Tallies
}

/** Shortest wait of a message whose type is held, or may be held while the store does not answer. */
const SOON_MS = 1000
/** Messages that waited come back spread over at least this. */
const SPREAD_SECONDS = 15
/** Beyond that many times the aggregates that it takes, more of them say nothing new: the item would only grow. */
const ENOUGH = 5

/** Reads and changes what the instances of a consumer share of its health. */
export class HealthGuard {
  readonly #environment: HealthGuardEnvironment
  readonly #circuits: CircuitTable
  readonly #counts: FailureCounts
  readonly #snapshots: Snapshots
  /** The rounds of the messages that are being tried while their type is held. */
  readonly #probes = new WeakMap<Delivery, number>()
  /** By type and fingerprint: what was last counted of it. */
  readonly #lastCounts = new Map<string, { readonly counts: Counts; readonly window: number }>()

  constructor(environment: HealthGuardEnvironment) {
    this.#environment = environment
    this.#circuits = new CircuitTable(environment)
    this.#counts = new FailureCounts(environment)
    this.#snapshots = new Snapshots(environment.clock, (type) => this.#circuits.read(type))
  }

  /** Whether a type is held, as far as this instance knows: then even first deliveries are asked about. */
  knowsHeld(type: string): boolean {
    const circuit = this.#snapshots.of(type)
    return circuit !== undefined && isHeld(circuit, this.#now())
  }

  /** @throws {HeldError} when it has to wait. */
  async admit(delivery: Delivery, type: string): Promise<void> {
    await this.#snapshots.refresh(type).catch(() => undefined)
    const now = this.#now()
    const known = this.#snapshots.of(type)
    if (!known || !isHeld(known, now)) return
    const admission = admissionOf(known, now)
    if (admission.kind === 'wait') throw this.#held(type, known, admission.milliseconds)
    const answer = await this.#circuits.takeProbe(type, now).catch(() => undefined)
    // Without the store it is not known whether other instances try messages already, so the message waits until the store is back.
    if (!answer) throw this.#held(type, known, SOON_MS)
    const { taken, circuit } = answer
    this.#snapshots.learn(type, circuit)
    if (taken && circuit.state === 'trying') this.#probes.set(delivery, circuit.round)
    else if (isHeld(circuit, now)) throw this.#held(type, circuit, waitOf(circuit, now))
  }

  /**
   * The health that a release of parked events uses: they were given up before, and are tried once more. An event waits while its type is
   * held, but its outcome says nothing of live traffic, so it is not counted, and it is none of the few messages that are tried meanwhile.
   */
  readonly ofRetries: ConsumerHealth = {
    guard: async () => this,
    passed: () => undefined,
    undecided: () => undefined,
    ended: () => undefined,
    admit: async (_, type) => {
      await this.#snapshots.refresh(type).catch(() => undefined)
      const held = this.#closed(type)
      if (held) throw this.#held(type, held, waitOf(held, this.#now()))
    },
    failed: async ({ type, error }) => {
      try {
        await this.#snapshots.refresh(type)
      } catch (thrown) {
        return this.#withoutStore(thrown)
      }
      const held = this.#closed(type)
      if (!held?.fingerprints.has(fingerprintOf(error))) return { kind: 'single' }
      return this.#verdict('held', textOf(type, held), waitOf(held, this.#now()))
    },
  }

  /** The circuit of a type of which no message may be tried just now. */
  #closed(type: string): TypeCircuit | undefined {
    const known = this.#snapshots.of(type)
    return known && admissionOf(known, this.#now()).kind === 'wait' ? known : undefined
  }

  async passed(delivery: Delivery, type: string): Promise<void> {
    const round = this.#probes.get(delivery)
    if (round === undefined) return
    const before = this.#snapshots.of(type)
    const circuit = await this.#circuits.probePassed(type, round, this.#now()).catch(() => undefined)
    if (!circuit) return
    this.#snapshots.learn(type, circuit)
    if (circuit.state !== 'healthy') return
    for (const fingerprint of before?.fingerprints ?? []) {
      this.#lastCounts.delete(nameOf(type, fingerprint))
      await this.#counts.forget(type, fingerprint, this.#now()).catch(() => undefined)
    }
  }

  async undecided(delivery: Delivery, type: string): Promise<void> {
    const round = this.#probes.get(delivery)
    if (round === undefined) return
    this.#probes.delete(delivery)
    const circuit = await this.#circuits.giveBack(type, round, this.#now()).catch(() => undefined)
    if (circuit) this.#snapshots.learn(type, circuit)
  }

  async failed(failure: SubjectFailure): Promise<HealthVerdict> {
    try {
      return await this.#judge(failure)
    } catch (thrown) {
      return this.#withoutStore(thrown)
    }
  }

  /**
   * A failure that cannot be counted must not become a dead letter while the store is away. A table that may not be used is no reason to
   * keep a poison message for ever.
   */
  #withoutStore(thrown: unknown): HealthVerdict {
    if (!isAway(toError(thrown))) return { kind: 'single' }
    return this.#verdict('unknown', 'The store that counts failures is away.', SPREAD_SECONDS * 1000)
  }

  async #judge({ delivery, type, key, error }: SubjectFailure): Promise<HealthVerdict> {
    const { tallies, policy } = this.#environment
    const fingerprint = fingerprintOf(error)
    tallies.failed(type, fingerprint, delivery, this.#now())
    await this.#snapshots.refresh(type)
    const known = this.#snapshots.of(type)
    if (known && isHeld(known, this.#now()) && known.fingerprints.has(fingerprint)) {
      return this.#heldAgain(delivery, type, known)
    }
    // A failure for another cause says nothing about the cause for which the type is held.
    await this.undecided(delivery, type)
    const isAgain = delivery.receiveCount > 1
    if (isAgain && (await this.#counts.isKnownAsMixed(type, fingerprint, this.#now()))) return { kind: 'single' }
    const counts = await this.#count({ type, fingerprint, key })
    if (isSystemic(counts, policy)) {
      const text = `${error.name}: ${error.message}`.slice(0, 500)
      const circuit = await this.#circuits.hold(type, { fingerprint, text }, this.#now())
      this.#snapshots.learn(type, circuit)
      return this.#verdict('held', textOf(type, circuit), waitOf(circuit, this.#now()))
    }
    if (counts.failed < policy.aggregates) return { kind: 'single' }
    return this.#verdict(
      'look-again',
      'Many fail for one cause: it is tried once more.',
      2 * policy.windowSeconds * 1000,
    )
  }

  async #heldAgain(delivery: Delivery, type: string, known: TypeCircuit): Promise<HealthVerdict> {
    const round = this.#probes.get(delivery)
    let circuit = known
    if (round !== undefined) {
      circuit = await this.#circuits.probeFailed(type, round, known.openings, this.#now())
      this.#snapshots.learn(type, circuit)
    }
    return this.#verdict('held', textOf(type, circuit), waitOf(circuit, this.#now()))
  }

  async #count(observed: Omit<Observed, keyof Others>): Promise<Counts> {
    const { policy, tallies } = this.#environment
    const now = this.#now()
    const window = windowOf(policy, now)
    const name = nameOf(observed.type, observed.fingerprint)
    const last = this.#lastCounts.get(name)
    if (last?.window === window && last.counts.failed >= ENOUGH * policy.aggregates) return last.counts
    const others = tallies.tell(observed.type, observed.fingerprint, window, now)
    const counts = await this.#counts.add({ ...observed, ...others }, now)
    this.#lastCounts.set(name, { counts, window })
    return counts
  }

  #held(type: string, circuit: TypeCircuit, milliseconds: number): HeldError {
    return new HeldError('SYSTEMIC_FAILURE', textOf(type, circuit), this.#spread(milliseconds))
  }

  #verdict(kind: Exclude<HealthVerdict['kind'], 'single'>, message: string, milliseconds: number): HealthVerdict {
    return { kind, message, seconds: this.#spread(milliseconds) }
  }

  #spread(milliseconds: number): number {
    const seconds = milliseconds / 1000
    return Math.ceil(seconds + this.#environment.random() * Math.max(SPREAD_SECONDS, seconds / 2))
  }

  #now(): number {
    return this.#environment.clock.now()
  }
}

const nameOf = (type: string, fingerprint: string): string => `${type}\n${fingerprint}`

function waitOf(circuit: TypeCircuit, now: number): number {
  const admission = admissionOf(circuit, now)
  return admission.kind === 'wait' ? Math.max(SOON_MS, admission.milliseconds) : SOON_MS
}

const textOf = (type: string, { cause }: TypeCircuit): string =>
  `Nearly all messages of type "${type}" fail for one cause (${cause}); single ones are tried until it is gone.`
