import type { LetterSelection } from '../../../dead-letters/letters/selection.ts'
import type { PreparedRetry } from '../../../dead-letters/retry/prepare-retry.ts'
import { InputError } from '../../operation.ts'

/** The plans that a person was shown and may confirm. */
export interface KeptPlan extends PreparedRetry {
  /** Id of the operation that the plan becomes. It makes one operation of a plan that is begun twice. */
  readonly id: string
  readonly selection: LetterSelection
  readonly again: boolean
  readonly rate: number
}

/** A plan has numbers only, whatever it is about. */
const MOST_PLANS = 100

/** Plans that were shown lately. A plan is begun once: two tabs, or a second press, get the operation that it has become. */
export class Plans {
  readonly #kept = new Map<string, KeptPlan>()
  readonly #begun = new Map<string, Promise<string>>()

  keep(plan: KeptPlan): void {
    this.#kept.set(plan.id, plan)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_PLANS && oldest !== undefined) this.#kept.delete(oldest)
  }

  /** @returns what `begin` returned the first time. @throws {InputError} for a plan that was forgotten; what `begin` throws. */
  async begin(id: string, begin: (plan: KeptPlan) => Promise<string>): Promise<string> {
    const before = this.#begun.get(id)
    if (before) return before
    const plan = this.#kept.get(id)
    if (!plan) throw new InputError('This plan was made too long ago, or by a console that has ended: plan once more.')
    const begun = begin(plan)
    this.#begun.set(id, begun)
    try {
      await begun
      this.#kept.delete(id)
    } catch (error) {
      this.#begun.delete(id)
      throw error
    }
    return begun
  }
}
