import type { Effects } from '../effects/effects.ts'
import type { Done } from './lease-record.ts'
import { Steps } from './steps.ts'
import { type Held, keepSteps, type LeasingEnvironment, release } from './take-lease.ts'

/** Milliseconds after which the steps are recorded beside a commit that has not answered: the function may end before it does. */
const PATIENCE_MS = 500

export type Begun = Progress & { readonly held: Held; readonly steps: Steps }

/** How far one unit has come. What has been done outside is not done again when its commit has to be prepared again. */
export class Progress {
  held: Held | undefined
  steps: Steps | undefined
  effects: Effects | undefined
  readonly #environment: LeasingEnvironment
  #cancelWatch = () => {}
  #hasEnded = false

  constructor(environment: LeasingEnvironment) {
    this.#environment = environment
  }

  begin(held: Held): void {
    this.held = held
    this.steps = new Steps(held.done?.steps)
    // The handler was cut off during this step, so the step itself has to record its result.
    this.steps.onDone = () => {
      if (this.#hasEnded) void this.keep()
    }
  }

  /** To be called when the handler has returned. From now on the steps are recorded if the commit hangs. */
  handled(effects: Effects): Effects {
    this.effects = effects
    if (this.#done()) {
      const { timers, clock, functionEnd } = this.#environment
      const patience = Math.min(PATIENCE_MS, Math.max(0, functionEnd - clock.now()) / 2)
      this.#cancelWatch = timers.after(patience, () => void this.keep())
    }
    return effects
  }

  /** Records the steps and keeps the lease. @returns whether all known outside effects are on record. */
  async keep(): Promise<boolean> {
    const done = this.#done()
    return done !== undefined && this.held !== undefined && (await keepSteps(this.#environment, this.held, done))
  }

  /** Ends the lease for the next attempt. @returns see {@link Progress.keep}. */
  async giveBack(): Promise<boolean> {
    if (!this.held) return false
    const done = this.#done()
    return (await release(this.#environment, this.held, done)) && done !== undefined
  }

  end(): void {
    this.#hasEnded = true
    this.#cancelWatch()
  }

  #done(): Done | undefined {
    const steps = this.steps?.toRecord()
    return steps === undefined ? undefined : { steps, handled: this.effects !== undefined }
  }
}
