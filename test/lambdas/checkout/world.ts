import { heardAtDeadline } from '../../../lambdas/checkout/process.ts'
import {
  advance,
  type CheckoutState,
  initialState,
  type ProcessInput,
} from '../../../lambdas/checkout/state-machine.ts'

/** What the simulated services do with one order. `silent`: the service is down and never answers. */
export interface Scenario {
  readonly payment: 'succeeds' | 'fails' | 'silent'
  readonly stock: 'succeeds' | 'fails' | 'silent'
  readonly customerCancels: boolean
  readonly deadlinePasses: boolean
}

type Recipient = 'checkout' | 'order' | 'payment' | 'inventory'

export interface Delivery {
  readonly to: Recipient
  readonly message: string
}

/** What stands first in the streams of payment and reservation, as checkout looks it up. */
const decisions: Readonly<Record<string, ProcessInput>> = {
  processed: 'payment.processed',
  refunded: 'payment.processed',
  failed: 'payment.failed',
  reserved: 'inventory.reserved',
  released: 'inventory.reserved',
  rejected: 'inventory.rejected',
}

/** One order and the services around it, each idempotent as the real ones are; messages wait in a pool, unordered. */
export class World {
  readonly pool: Delivery[] = []
  readonly ends: string[] = []
  readonly commands: string[] = []
  /** Why the checkout has asked for a cancellation. */
  readonly reasons: string[] = []
  /** Whether money and stock were taken before the deadline was first handled. */
  wasFullyDecided: boolean | undefined
  checkout: CheckoutState = initialState
  order: 'pending' | 'confirmed' | 'cancelled' = 'pending'
  payment: 'none' | 'processed' | 'failed' | 'refunded' = 'none'
  stock: 'none' | 'reserved' | 'rejected' | 'released' = 'none'
  readonly #scenario: Scenario

  constructor(scenario: Scenario) {
    this.#scenario = scenario
    this.#publish('order.created')
    if (scenario.customerCancels) this.pool.push({ to: 'order', message: 'cancel_order' })
    if (scenario.deadlinePasses) this.pool.push({ to: 'checkout', message: 'expire_checkout' })
  }

  deliver({ to, message }: Delivery): void {
    if (to === 'checkout') this.#atCheckout(message as ProcessInput)
    if (to === 'order') this.#atOrder(message)
    if (to === 'payment' && this.#scenario.payment !== 'silent') this.#atPayment(message)
    if (to === 'inventory' && this.#scenario.stock !== 'silent') this.#atInventory(message)
  }

  #publish(event: string): void {
    if (event !== 'order.created') this.pool.push({ to: 'checkout', message: event })
    if (event === 'order.created' || event === 'order.cancelled') {
      this.pool.push({ to: 'payment', message: event }, { to: 'inventory', message: event })
    }
  }

  #atCheckout(message: ProcessInput): void {
    const messages = message === 'expire_checkout' ? this.#atDeadline() : [message]
    for (const one of messages) this.#hear(one)
  }

  #atDeadline(): ProcessInput[] {
    const decided = [this.payment, this.stock].flatMap((state) => decisions[state] ?? [])
    this.wasFullyDecided ??= this.payment === 'processed' && this.stock === 'reserved'
    const known = this.checkout.phase === 'open' ? decided : []
    return heardAtDeadline(
      this.checkout,
      known.map((message) => ({ message, explanation: undefined })),
    ).map(({ message }) => message)
  }

  #hear(message: ProcessInput): void {
    const { state, send } = advance(this.checkout, message)
    this.checkout = state
    for (const { command, ...rest } of send) {
      if ('reason' in rest) this.reasons.push(rest.reason)
      this.commands.push(command)
      const to = command === 'refund_payment' ? 'payment' : command === 'release_stock' ? 'inventory' : 'order'
      this.pool.push({ to, message: command })
    }
  }

  #atOrder(command: string): void {
    if (this.order !== 'pending') return
    this.order = command === 'confirm_order' ? 'confirmed' : 'cancelled'
    this.ends.push(this.order)
    this.#publish(`order.${this.order}`)
  }

  #atPayment(message: string): void {
    if (message === 'refund_payment' && this.payment === 'processed') {
      this.payment = 'refunded'
      this.#publish('payment.refunded')
    }
    if (message.startsWith('order.') && this.payment === 'none') {
      this.payment = message === 'order.created' && this.#scenario.payment === 'succeeds' ? 'processed' : 'failed'
      this.#publish(`payment.${this.payment}`)
    }
  }

  #atInventory(message: string): void {
    if (message === 'release_stock' && this.stock === 'reserved') {
      this.stock = 'released'
      this.#publish('inventory.released')
    }
    if (message.startsWith('order.') && this.stock === 'none') {
      this.stock = message === 'order.created' && this.#scenario.stock === 'succeeds' ? 'reserved' : 'rejected'
      this.#publish(`inventory.${this.stock}`)
    }
  }
}
