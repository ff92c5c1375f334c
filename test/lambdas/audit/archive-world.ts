import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderCreated } from '../../../events/order.ts'
import type { Archiving } from '../../../lambdas/audit/archive-batch.ts'
import type { ObjectState } from '../../../lambdas/audit/archive-object.ts'
import type { AssignmentPage } from '../../../lambdas/audit/assignment-page.ts'
import type { AssignmentStore } from '../../../lambdas/audit/assignment-store.ts'
import type { ObjectStore } from '../../../lambdas/audit/object-store.ts'
import { createIds } from '../../../lambdas/runtime/system/ids.ts'
import { testRandom } from '../../support/consumer-kit.ts'
import { eventOf } from '../../support/messages.ts'

/** What may happen to a call of a store. */
export type Mishap =
  | 'none'
  /** Not carried out, and the caller is told so. */
  | 'refused'
  /** Carried out; the caller hears of a failure. */
  | 'answer lost'
  /** Carried out, the answer is lost, and the SDK sends it again. */
  | 'sent twice'
  /** The caller hears of a failure at once, and it is carried out much later. */
  | 'late'
  /** The function dies while the call is under way, which may be carried out or not. */
  | 'crash'

const mishaps: readonly Mishap[] = ['refused', 'answer lost', 'sent twice', 'late', 'crash']

/** An archive in memory on which several functions work at once, whose calls are delayed and go wrong as a seed will have it. */
export class ArchiveWorld {
  readonly objects = new Map<string, string>()
  readonly pages = new Map<string, AssignmentPage>()
  /** Part of the calls that go wrong. */
  mishapRate: number
  now = Date.parse('2026-04-28T23:59:30.000Z')
  readonly random: () => number
  readonly #ids

  constructor(seed: number, mishapRate = 0.15) {
    this.random = testRandom(seed)
    this.mishapRate = mishapRate
    this.#ids = createIds({ now: () => this.now }, (count) =>
      Uint8Array.from({ length: count }, () => Math.floor(this.random() * 256)),
    )
  }

  /** Events around a midnight, of three minutes. */
  events(count: number): EventEnvelope[] {
    return Array.from({ length: count }, (_, index) => {
      const at = Date.parse('2026-04-28T23:58:00.000Z') + Math.floor(this.random() * 180_000)
      return {
        ...eventOf(orderCreated),
        event_id: this.#ids.next('evt', at),
        timestamp: new Date(at).toISOString(),
        aggregate_id: `ord_${index}`,
      }
    })
  }

  /** How often each event stands in the archive, by its id. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const body of this.objects.values()) {
      for (const line of body.split('\n').filter(Boolean)) {
        const { event_id } = JSON.parse(line) as EventEnvelope
        counts.set(event_id, (counts.get(event_id) ?? 0) + 1)
      }
    }
    return counts
  }

  /** One function, that lives until a call of it crashes. @returns rejects then, as Lambda's invocation does. */
  async invoke<Result>(run: (archiving: Archiving) => Promise<Result>): Promise<Result> {
    const death = Promise.withResolvers<never>()
    death.promise.catch(() => {})
    return Promise.race([run(this.#archiving(() => death.reject(new Error('died')))), death.promise])
  }

  #archiving(die: () => void): Archiving {
    const call = <Answer>(carryOut: () => Answer): Promise<Answer> => this.#call(carryOut, die)
    const assignments: AssignmentStore = {
      read: (minute) => this.#read(minute, call),
      replace: (page) => call(() => this.#replace(page)),
    }
    const objects: ObjectStore = {
      create: (key, body) => call(() => this.#create(key, body)),
      look: (key) => call(() => this.#look(key)),
    }
    return {
      assignments,
      objects,
      clock: { now: () => this.now },
      timers: {
        after: (_milliseconds, callback) => {
          const timer = setImmediate(callback)
          return () => clearImmediate(timer)
        },
      },
      ids: this.#ids,
      random: this.random,
    }
  }

  /** Page by page, with others at work in between: a query shows each item as it was at some moment of it. */
  async #read(minute: string, call: <Answer>(carryOut: () => Answer) => Promise<Answer>): Promise<AssignmentPage[]> {
    const pages: AssignmentPage[] = []
    for (;;) {
      const next = await call(() => this.pages.get(`${minute}#${pages.length}`))
      if (!next) return pages
      pages.push(next)
    }
  }

  #replace(page: AssignmentPage): boolean {
    const key = `${page.minute}#${page.page}`
    if ((this.pages.get(key)?.version ?? 0) !== page.version) return false
    this.pages.set(key, { ...page, assignments: new Map(page.assignments), version: page.version + 1 })
    return true
  }

  #create(key: string, body: string): boolean {
    if (this.objects.has(key)) return false
    this.objects.set(key, body)
    return true
  }

  #look(key: string): ObjectState {
    const body = this.objects.get(key)
    return body === undefined ? 'absent' : body === '' ? 'empty' : 'lines'
  }

  async #call<Answer>(carryOut: () => Answer, die: () => void): Promise<Answer> {
    const mishap = this.random() < this.mishapRate ? mishaps[Math.floor(this.random() * mishaps.length)]! : 'none'
    await this.#passTime()
    if (mishap === 'refused') throw new Error('no')
    if (mishap === 'crash') {
      if (this.random() < 0.5) void this.#passTime(20).then(carryOut)
      die()
      return new Promise<never>(() => {})
    }
    if (mishap === 'late') {
      void this.#passTime(20).then(carryOut)
      throw new Error('timed out')
    }
    const answer = carryOut()
    await this.#passTime()
    if (mishap === 'answer lost') throw new Error('connection reset')
    return mishap === 'sent twice' ? carryOut() : answer
  }

  /** A few turns, in which others go on; now and then long enough for them to give this one up. */
  async #passTime(most = 4): Promise<void> {
    const turns = Math.floor(this.random() * most)
    this.now += this.mishapRate > 0 && this.random() < 0.1 ? 6_000 : Math.floor(this.random() * 50)
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
}
