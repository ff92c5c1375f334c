import { describe, expect, it } from 'vitest'
import { type ChangeEnvironment, keep, pause, resume } from '../../../ops/consumers/change.ts'
import { drain } from '../../../ops/consumers/drain.ts'
import type { PauseRecord } from '../../../ops/pauses/pause-records.ts'

/** One operator's command, which stands still before each of its calls until it is let go on. */
class Operator {
  isDone = false
  outcome: unknown
  #arrive = (): void => {}
  #goOn = (): void => {}

  /** Awaited before each call. */
  readonly turn = (): Promise<void> =>
    new Promise((resolve) => {
      this.#goOn = resolve
      this.#arrive()
    })

  /** Runs the command up to its first call. */
  async begin(command: () => Promise<unknown>): Promise<void> {
    await this.#untilArrived(() => {
      void command()
        .then(
          (value) => ({ value }),
          ({ message }: Error) => ({ message }),
        )
        .then((outcome) => {
          this.isDone = true
          this.outcome = outcome
          this.#arrive()
        })
    })
  }

  /** Makes one call, and runs up to the next. */
  step(): Promise<void> {
    return this.#untilArrived(() => this.#goOn())
  }

  async #untilArrived(run: () => void): Promise<void> {
    const arrived = new Promise<void>((resolve) => {
      this.#arrive = resolve
    })
    run()
    await arrived
  }
}

interface World {
  record: PauseRecord | undefined
  enabled: boolean
}

/** The store and Lambda as they behave towards one operator. */
function environmentOf(world: World, by: string, turn: () => Promise<void>) {
  let ids = 0
  const take = async <Value>(call: () => Value): Promise<Value> => {
    await turn()
    return call()
  }
  const records = {
    read: () => take(() => world.record),
    replace: (record: PauseRecord, seen: PauseRecord | undefined) =>
      take(() => {
        if (world.record?.id !== seen?.id) return false
        world.record = record
        return true
      }),
    remove: ({ id }: PauseRecord) =>
      take(() => {
        if (world.record && world.record.id !== id) return false
        world.record = undefined
        return true
      }),
  }
  const source = {
    state: () => take(() => (world.enabled ? 'Enabled' : 'Disabled')),
    /** Asks until it sees the change done, as other operators may change it meanwhile. */
    setEnabled: async (enabled: boolean) => {
      for (let isSo = false; !isSo; ) {
        isSo = await take(() => world.enabled === enabled)
        if (!isSo) await take(() => (world.enabled = enabled))
      }
    },
  }
  return {
    consumer: 'payment',
    records,
    source,
    by,
    nextId: () => `${by}-${++ids}`,
    nowIso: () => '2026-04-28T10:00:00.000Z',
    waiting: { now: () => 0, sleep: turn, onState: () => {} },
    backlog: () => take(() => ({ waiting: 0, inFlight: 0, delayed: 0, oldestSentAt: undefined })),
    settleSeconds: 0,
    signal: new AbortController().signal,
    onProgress: () => {},
  } as unknown as ChangeEnvironment & Parameters<typeof drain>[0]
}

const commands = {
  pause: (one: ReturnType<typeof environmentOf>) => pause(one, 'pausing'),
  resume: (one: ReturnType<typeof environmentOf>) => resume(one, 'resuming'),
  drain: (one: ReturnType<typeof environmentOf>) => drain(one, 'draining'),
  keep: (one: ReturnType<typeof environmentOf>) => keep(one),
}
type Name = keyof typeof commands

/** Choices of who goes on that are tried in all combinations; after them, the first operator ends before the second goes on. */
const CHOICES = 12

/** @returns the number of orders that were tried. */
async function inEveryOrder(
  start: World,
  names: readonly [Name, Name],
  check: (world: World, order: string) => void,
): Promise<number> {
  let tried = 0
  const order: (0 | 1)[] = []
  for (;;) {
    const world = { ...start }
    const operators = [new Operator(), new Operator()] as const
    for (const index of [0, 1] as const) {
      const operator = operators[index]
      const by = index === 0 ? 'ada' : 'ben'
      await operator.begin(() => commands[names[index]](environmentOf(world, by, operator.turn)))
    }
    for (let choice = 0; !operators[0].isDone || !operators[1].isDone; ) {
      const isFree = !operators[0].isDone && !operators[1].isDone && choice < CHOICES
      if (isFree) order[choice] ??= 0
      const next = isFree ? order[choice++] : operators[0].isDone ? 1 : 0
      await operators[next ?? 0].step()
    }
    tried++
    const outcomes = operators.map(({ outcome }) => outcome)
    check(world, `${names.join(' and ')} in the order ${order.join('')}: ${JSON.stringify({ world, outcomes })}`)
    while (order.at(-1) === 1) order.pop()
    if (order.length === 0) return tried
    order[order.length - 1] = 1
  }
}

const paused: PauseRecord = {
  consumer: 'payment',
  id: 'old',
  intent: 'pause',
  by: 'cyd',
  reason: 'migration',
  since: '2026-04-28T09:00:00.000Z',
}
const starts: readonly [string, World][] = [
  ['runs', { record: undefined, enabled: true }],
  ['is paused', { record: paused, enabled: false }],
  ['is paused and delivers, because a deployment has replaced its source', { record: paused, enabled: true }],
  ['is being drained', { record: { ...paused, intent: 'drain' }, enabled: true }],
]
const pairs: readonly (readonly [Name, Name])[] = [
  ['pause', 'pause'],
  ['pause', 'resume'],
  ['pause', 'drain'],
  ['pause', 'keep'],
  ['resume', 'resume'],
  ['resume', 'drain'],
  ['resume', 'keep'],
  ['drain', 'drain'],
  ['drain', 'keep'],
  ['keep', 'keep'],
]

/** A drain is refused at what is on record as paused, and changes nothing: two of them leave an event source that delivers as it is. */
const isTouched = ({ record, enabled }: World, names: readonly Name[]): boolean =>
  record?.intent !== 'pause' || !enabled || names.some((name) => name !== 'drain')

describe.each(starts)('two operators at a consumer that %s', (_what, start) => {
  const touching = pairs.filter((names) => isTouched(start, names))
  it.each(touching)('leave it as the record says, whatever the order of their calls: %s and %s', async (...names) => {
    const tried = await inEveryOrder(start, names, ({ record, enabled }, order) => {
      expect(enabled, order).toBe(record?.intent !== 'pause')
      // A command that has ended leaves nothing half done.
      expect(record?.intent, order).not.toBe('resume')
    })
    expect(tried).toBeGreaterThan(1)
  })
})
