import type { Aggregate } from '../aggregate/aggregate.ts'
import type { RouteAccess } from '../declarations/routes.ts'
import type { Caller } from './caller.ts'
import { HttpError } from './http-error.ts'

/**
 * Decides which customer's data a request may see and change. Data of another customer does not exist for this caller: the answer
 * is the same as for an unknown id, so that nobody can find out which ids exist.
 */
export class Ownership {
  readonly #caller: Caller
  #asked = false
  #refused = false

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** The customer who calls; undefined for an operator. */
  get customerId(): string | undefined {
    return this.#caller.customerId
  }

  /**
   * @throws {Error} if the operation never asked. An operation behind an `owner` route that does not ask would show one customer's
   * data to another.
   */
  assertAsked(): void {
    if (!this.#asked) throw new Error('The operation did not ask whose this is.')
  }

  /** @throws {Error} also if the operation went on after the answer that something belongs to another customer. */
  assertHeeded(): void {
    this.assertAsked()
    if (this.#refused) throw new Error('The operation went on with what belongs to another customer.')
  }

  /** Whether the caller may see and change what belongs to this customer. */
  covers(customerId: string | undefined): boolean {
    this.#asked = true
    const own = this.#caller.isOperator || (customerId !== undefined && this.#caller.customerId === customerId)
    this.#refused ||= !own
    return own
  }

  /** The value that was read, if the caller may see it. A value of another customer is treated as not found. */
  own<Thing extends Owned>(thing: Thing | undefined): Thing | undefined {
    return thing && this.covers(thing.customer_id) ? thing : undefined
  }

  /**
   * Checks a request that names the customer itself.
   * @throws {HttpError} 403 `not_your_own` unless it is the caller or an operator.
   */
  demand(customerId: string): void {
    if (this.covers(customerId)) return
    const detail = `You act as ${this.customerId}: customer_id must be that, not ${customerId}.`
    throw new HttpError(403, 'not_your_own', detail)
  }

  /**
   * The aggregate as this caller may command it: a command on what belongs to another customer is refused as if nothing
   * had happened yet. Not for commands that begin a stream.
   */
  guard<State extends { readonly status: 'none' } | Owned, Command>(
    aggregate: Aggregate<State, Command>,
  ): Aggregate<State, Command> {
    return {
      ...aggregate,
      decide: (command, state, context) => {
        if (!this.#hides(state)) return aggregate.decide(command, state, context)
        aggregate.decide(command, aggregate.initial, context)
        throw new Error(`A ${aggregate.type} of another customer did not refuse a command as one that is not there.`)
      },
    }
  }

  #hides(state: object): boolean {
    return 'customer_id' in state && !this.covers((state as Owned).customer_id)
  }
}

/** Has one customer, at its top level. */
export interface Owned {
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
