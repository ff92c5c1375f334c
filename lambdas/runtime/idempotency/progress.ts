import type { Effects } from '../effects/effects.ts'
import type { Done } from './lease-record.ts'
import { Steps } from './steps.ts'
import { type Held, keepSteps, type LeasingEnvironment, release } from './take-lease.ts'

/** A commit that is not answered by then may never be, and its function may end: the steps go on record beside it. */
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
    // The handler was cut off while this step was under way: nobody else puts it on record any more.
    this.steps.onDone = () => {
      if (this.#hasEnded) void this.keep()
    }
  }

  /** The handler has returned. From now on a commit that hangs is watched, if there is something to lose by it. */
  handled(effects: Effects): Effects {
    this.effects = effects
    if (this.#done()) {
      const { timers, clock, functionEnd } = this.#environment
      const patience = Math.min(PATIENCE_MS, Math.max(0, functionEnd - clock.now()) / 2)
      this.#cancelWatch = timers.after(patience, () => void this.keep())
    }
    return effects
  }

  /** The lease goes on. @returns whether all that has been done outside, as far as it is known, is on record. */
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
