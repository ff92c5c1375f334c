import { confirmedOrder, type Held, hold, writeDataOfHead } from './held-orders.ts'
import { drilledLetter, interruptedRetry, type Letter, wrongLetter } from './letters.ts'
import type { Stage } from './stage.ts'

const FINGERPRINT = '3f9c0a51d2e84b67'
const EVENT = 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'
const OPERATION = 'op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'

/**
 * What the examples of a page speak of: a dead letter, an operation that was paused, an aggregate that is held, a rebuild that died. Each is
 * made before the first command that speaks of it, by the tools themselves, and its id takes the place of the example's.
 */
export class Scene {
  readonly #stage: Stage
  #letter: Letter | undefined
  #wrong: Letter | undefined
  #operation: string | undefined
  #shipped: readonly string[] = []
  #held: Held[] = []

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** @returns the command with the ids of what is there. */
  async set(command: string): Promise<string> {
    const text = command
      .replaceAll('order/ord_1', `order/${this.#stage.order}`)
      .replaceAll('EventPipeline-prod', 'EventPipeline-dev')
      // The usual port is that of whoever works on this machine.
      .replace(/-- console$/, '-- console --port 0')
    if (/ dead-letters (show|edit) /.test(text)) return this.#ofLetters(text)
    if (/ operations (show|pause|resume|abort) /.test(text)) return this.#ofOperations(text)
    if (/ parked (show|release|retry|skip|edit) /.test(text)) return this.#ofParked(text)
    if (/ (rebuild order-view --resume|drop order-view )/.test(text)) return this.#ofGenerations(text)
    return text
  }

  /** Leaves nothing of a page that the next one would find. */
  async clear(commands: readonly string[]): Promise<void> {
    const { ops } = this.#stage
    const drilled = commands.flatMap((text) => / drill start (\S+)/.exec(text)?.[1] ?? [])
    for (const consumer of drilled) await ops.run('drill', 'end', consumer)
    if (this.#letter || this.#wrong) {
      await ops.run('dead-letters', 'archive', '--consumer', 'notification', '--reason', 'made for a test', '--yes')
    }
    this.#letter = this.#wrong = this.#operation = undefined
  }

  async #ofLetters(text: string): Promise<string> {
    if (/ edit /.test(text)) {
      this.#wrong ??= await wrongLetter(this.#stage)
      return text.replace(EVENT, this.#wrong.event).replace('cust_7', this.#stage.customer)
    }
    this.#letter ??= await drilledLetter(this.#stage)
    return text.replace(FINGERPRINT, this.#letter.fingerprint).replace(EVENT, this.#letter.event)
  }

  async #ofOperations(text: string): Promise<string> {
    if (this.#operation === undefined || / abort /.test(text)) {
      this.#letter = await drilledLetter(this.#stage)
      this.#operation = await interruptedRetry(this.#stage, this.#letter)
    }
    return text.replace(OPERATION, this.#operation)
  }

  async #ofParked(text: string): Promise<string> {
    if (this.#held.length === 0) this.#held = [...(await this.#holds(/ --all/.test(text) ? 1 : 3))]
    const { order, event } = this.#held[0]!
    if (/ edit /.test(text)) await writeDataOfHead(this.#stage, order)
    if (/ --all/.test(text)) this.#held = []
    else if (!/ show /.test(text)) this.#held.shift()
    return text.replace(/\bord_1\b/, order).replace(/\bevt_1\b/, event)
  }

  /** Holds orders at their shipment, and the next time the same ones at their delivery: that saves the checkout of new orders. */
  async #holds(count: number): Promise<readonly Held[]> {
    const shipped = this.#shipped
    if (shipped.length === count) {
      this.#shipped = []
      return hold(this.#stage, shipped, 'delivered')
    }
    this.#shipped = await Promise.all(Array.from({ length: count }, () => confirmedOrder(this.#stage)))
    return hold(this.#stage, this.#shipped, 'shipped')
  }

  async #ofGenerations(text: string): Promise<string> {
    const { ops } = this.#stage
    const [, dropped] = / drop order-view (g\d)/.exec(text) ?? []
    if (dropped === undefined) {
      await ops.interrupted('rebuild', 'order-view')
      return text
    }
    const listed = await ops.run('generations', 'order-view', '--json')
    const all = JSON.parse(listed) as readonly { readonly generation: string; readonly state: string }[]
    const other = all.find(({ generation }) => generation !== dropped)
    const isLive = all.some(({ generation, state }) => generation === dropped && state === 'live')
    if (isLive && other) await ops.run('switch', 'order-view', other.generation)
    // Without --dry-run the command waits for a quarter of a minute, until nobody writes to the generation any more.
    return `${text} --dry-run`
  }
}
