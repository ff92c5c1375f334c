import type { Aggregate } from '../aggregate/aggregate.ts'
import type { RouteAccess } from '../declarations/routes.ts'
import type { Caller } from './caller.ts'
import { HttpError } from './http-error.ts'

/**
 * Whose things a request may see and change. What belongs to another customer is, for this caller, not there: the answer
 * is that for a thing that does not exist, so that ids cannot be tried out.
 */
export class Ownership {
  readonly #caller: Caller
  #asked = false

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** The customer who calls; undefined for an operator. */
  get customerId(): string | undefined {
    return this.#caller.customerId
  }

  /** Whether somebody has asked; an operation behind an `owner` route that has not is a leak. */
  get wasAsked(): boolean {
    return this.#asked
  }

  /** Whether the caller may see and change what belongs to this customer. */
  covers(customerId: string): boolean {
    this.#asked = true
    return this.#caller.isOperator || this.#caller.customerId === customerId
  }

  /**
   * For a request that says itself for which customer it is.
   * @throws {HttpError} 403 `not_your_own` unless it is the caller or an operator.
   */
  demand(customerId: string): void {
    if (this.covers(customerId)) return
    const detail = `You act as ${this.customerId}: customer_id must be that, not ${customerId}.`
    throw new HttpError(403, 'not_your_own', detail)
  }

  /**
   * The aggregate as this caller may command it: a command on what belongs to another customer is decided as if nothing
   * had happened yet. Not for commands that begin a stream.
   */
  guard<State extends { readonly status: string } | Owned, Command>(
    aggregate: Aggregate<State, Command>,
  ): Aggregate<State, Command> {
    return {
      ...aggregate,
      decide: (command, state, context) =>
        aggregate.decide(command, this.#hides(state) ? aggregate.initial : state, context),
    }
  }

  #hides(state: object): boolean {
    return 'customer_id' in state && !this.covers((state as Owned).customer_id)
  }
}

interface Owned {
  readonly customer_id: string
}

/** @throws {HttpError} 403 `operators_only`, or `no_customer` for a token that names none. */
export function admit(caller: Caller, access: RouteAccess = 'operator'): void {
  if (caller.isOperator || access === 'anyone') return
  if (access === 'operator') throw new HttpError(403, 'operators_only', 'Only an operator may do this.')
  if (caller.customerId === undefined) {
    throw new HttpError(403, 'no_customer', 'Your token names no customer, and it is not one of an operator.')
  }
}
