import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { services } from '../lib/services.ts'
import type { SubscribersOf } from './timeline/journey.ts'

/** What the timeline has to know of a consumer. */
export interface Subscriber {
  readonly name: string
  readonly delivery: string
  /** Types of events and commands; `*` for all events. */
  readonly takes: readonly string[] | '*'
}

export const subscribersIn = (all: readonly Pick<ServiceDeclaration, 'consumers'>[]): Subscriber[] =>
  all
    .flatMap(({ consumers }) => consumers)
    .map(({ name, delivery, subscribesTo, accepts }) => ({
      name,
      delivery,
      takes: subscribesTo === '*' ? '*' : [...subscribesTo, ...accepts].map(({ type }) => type),
    }))

const LIST = new URL('../lib/services.ts', import.meta.url).href

/** The consumers that an event or a command goes to, by the declarations of the stack that runs. */
export class Subscriptions {
  #subscribers: readonly Subscriber[]
  readonly #list: string

  /** @param list address of the module whose `services` are read again. */
  constructor(subscribers: readonly Subscriber[] = subscribersIn(services), list = LIST) {
    this.#subscribers = subscribers
    this.#list = list
  }

  readonly of: SubscribersOf = (type) => this.#named(type).map(({ name }) => name)

  /**
   * The subscribers that are certain to report an outcome. A consumer that takes each message at most once loses what it has in hand
   * when its function is stopped, and reports nothing.
   */
  readonly certainOf: SubscribersOf = (type) =>
    this.#named(type)
      .filter(({ delivery }) => delivery !== 'at-most-once')
      .map(({ name }) => name)

  /**
   * After a change of the stack. A thread of its own loads the declarations, because this one keeps those that it has loaded.
   * @throws {Error} if they cannot be loaded; those of before count on.
   */
  async readAgain(): Promise<void> {
    const worker = new Worker(new URL('./subscriptions-worker.ts', import.meta.url), { workerData: this.#list })
    try {
      const ended = once(worker, 'exit').then(() => {
        throw new Error('lib/services.ts ended the process that loaded it.')
      })
      const [subscribers] = (await Promise.race([once(worker, 'message'), ended])) as [readonly Subscriber[]]
      this.#subscribers = subscribers
    } finally {
      // A declaration may have left a timer or a connection open, which would keep the thread.
      await worker.terminate()
    }
  }

  #named(type: string): readonly Subscriber[] {
    return this.#subscribers.filter(({ takes }) => (takes === '*' ? type.includes('.') : takes.includes(type)))
  }
}
