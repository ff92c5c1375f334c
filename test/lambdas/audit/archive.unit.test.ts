import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderCreated } from '../../../events/order.ts'
import { type AuditEnvironment, archiveEvent } from '../../../lambdas/audit/archive.ts'
import { objectKey, objectName, ownObjectKey, toLine } from '../../../lambdas/audit/archive-object.ts'
import type { MessageContext } from '../../../lambdas/runtime/consumer/handlers.ts'
import { eventOf } from '../../support/messages.ts'
import { ArchiveWorld } from './archive-world.ts'

const contextOf = () =>
  ({ signal: new AbortController().signal, effects: { nothingNew: false } }) as unknown as MessageContext

/** The handler of the consumer, on an archive in memory. */
async function handling<Result>(
  world: ArchiveWorld,
  run: (archive: (event: EventEnvelope) => Promise<boolean>) => Promise<Result>,
  largeObjectsBegan: AuditEnvironment['largeObjectsBegan'] = async () => 0,
): Promise<Result> {
  return world.invoke((archiving) => {
    const handler = archiveEvent({ ...archiving, largeObjectsBegan })
    return run(async (event) => {
      const context = contextOf()
      await handler(event, context)
      return !context.effects.nothingNew
    })
  })
}

describe('a line of the archive', () => {
  it('is the event, however it came here', () => {
    const event = eventOf(orderCreated)
    const replayed = { ...event, metadata: { ...event.metadata, replay_id: 'rpl_1', replay_scope: 'rpl_1' } }
    expect(toLine(replayed)).toBe(`${JSON.stringify(event)}\n`)
  })

  it('is in an object of its day', () => {
    expect(objectKey(objectName('2026-04-28', 'obj_1'))).toBe('audit/day=2026-04-28/obj_1.ndjson')
  })
})

describe('archiving', () => {
  it('puts what is handled side by side into one object, and tells what was there before', async () => {
    const world = new ArchiveWorld(1, 0)
    const events = Array.from({ length: 5 }, () => eventOf(orderCreated))
    const [first, again] = await handling(world, async (archive) => [
      await Promise.all(events.map(archive)),
      await Promise.all(events.map(archive)),
    ])
    expect(first).toEqual([true, true, true, true, true])
    expect(again).toEqual([false, false, false, false, false])
    expect([...world.objects.values()]).toEqual([events.map(toLine).join('')])
  })

  it('puts an event of before there were large objects into its own object, unless it is there', async () => {
    const world = new ArchiveWorld(1, 0)
    const old = eventOf(orderCreated, {}, { timestamp: '2026-04-28T10:29:59.999Z' })
    const young = eventOf(orderCreated, {}, { timestamp: '2026-04-28T10:30:00.000Z' })
    const began = async () => Date.parse('2026-04-28T10:30:00.000Z')
    const changed = await handling(
      world,
      async (archive) => [await archive(old), await archive(old), await archive(young)],
      began,
    )
    expect(changed).toEqual([true, false, true])
    expect(world.objects.get(ownObjectKey(old))).toBe(toLine(old))
    expect(world.objects.size).toBe(2)
  })

  it('asks again when it could not find out since when there are large objects', async () => {
    let asked = 0
    const began = async () => {
      if (++asked === 1) throw new Error('no answer')
      return 0
    }
    const world = new ArchiveWorld(1, 0)
    await handling(
      world,
      async (archive) => {
        await expect(archive(eventOf(orderCreated))).rejects.toThrow('no answer')
        expect(await archive(eventOf(orderCreated))).toBe(true)
        expect(await archive(eventOf(orderCreated))).toBe(true)
      },
      began,
    )
    expect(asked).toBe(2)
  })
})
