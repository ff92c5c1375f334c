import { type Clock, isWithin } from '../system/clock.ts'
import { isHeld, type TypeCircuit } from './type-circuit.ts'

/** Milliseconds for which an instance trusts its last read of a type that is held. */
const HELD_MS = 1000
/** Milliseconds for which it trusts its last read of a type that is not held. */
const HEALTHY_MS = 10_000

/** The latest state of each type that this instance has read or learned. */
export class Snapshots {
  readonly #clock: Clock
  readonly #read: (type: string) => Promise<TypeCircuit>
  readonly #known = new Map<string, { readonly circuit: TypeCircuit; readonly at: number }>()
  readonly #reading = new Map<string, Promise<void>>()

  constructor(clock: Clock, read: (type: string) => Promise<TypeCircuit>) {
    this.#clock = clock
    this.#read = read
  }

  of(type: string): TypeCircuit | undefined {
    return this.#known.get(type)?.circuit
  }

  learn(type: string, circuit: TypeCircuit): void {
    this.#known.set(type, { circuit, at: this.#clock.now() })
  }

  /** Messages of one batch share a read. @throws when the store does not answer. */
  async refresh(type: string): Promise<void> {
    const known = this.#known.get(type)
    const now = this.#clock.now()
    if (known && isWithin(isHeld(known.circuit, now) ? HELD_MS : HEALTHY_MS, known.at, now)) return
    let reading = this.#reading.get(type)
    if (!reading) {
      reading = this.#read(type)
        .then((circuit) => this.learn(type, circuit))
        .finally(() => this.#reading.delete(type))
      this.#reading.set(type, reading)
    }
    await reading
  }
}
