import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { isRead, RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

type Client = { send: (...args: never[]) => unknown }

/**
 * Clients of a tool that hears nothing of its n-th call which changes something, although it was carried out: the SDK repeats the call, with the same
 * client token.
 */
class LateAnswer {
  isOver = false
  readonly #call: number
  #calls = 0

  /** @param call from 1. */
  constructor(call: number) {
    this.#call = call
  }

  wrap<Some extends Client>(client: Some): Some {
    return new Proxy(client, {
      get: (target, name) =>
        name === 'send'
          ? (...args: [never]) => this.#at(args[0], () => target.send(...args) as Promise<unknown>)
          : Reflect.get(target, name, target),
    })
  }

  async #at(command: object, carryOut: () => Promise<unknown>): Promise<unknown> {
    if (isRead(command) || ++this.#calls !== this.#call) return carryOut()
    this.isOver = true
    if (command instanceof TransactWriteItemsCommand) command.input.ClientRequestToken = `late-${this.#call}`
    await carryOut().catch(() => {})
    return carryOut()
  }
}

// A consumer with markers, and one that writes into the record what came of a letter.
it.each(['payment', 'order-view'])(
  'a retry of letters of %s whose n-th call is answered late: each effect happens once, all is closed',
  async (consumer) => {
    let calls = 0
    for (let isOver = false; !isOver; ) {
      const world = new RetryWorld(db, consumer)
      const ids = await world.die(3)
      const id = await world.plan()
      const late = new LateAnswer(calls + 1)
      const clients = { dynamo: late.wrap(db.client), sqs: late.wrap(world.sqs.client) }
      const place = `call ${calls + 1}`
      const ended = await runRetry(world.environment(clients), id)
      expect(ended, place).toMatchObject({ status: 'done', counts: { resolved: 3, died: 0, skipped: 0, sent: 0 } })
      await world.consumer.run()
      expect(world.effectsOf(ids), place).toEqual([1, 1, 1])
      expect(await Promise.all(ids.map(world.statusOf)), place).toEqual(['resolved', 'resolved', 'resolved'])
      expect(world.copies, place).toBe(0)
      expect(
        (await world.receipts(id)).map(({ state }) => state),
        place,
      ).toEqual(['resolved', 'resolved', 'resolved'])
      isOver = !late.isOver
      if (!isOver) calls++
    }
    expect(calls).toBeGreaterThan(10)
  },
)
