import type { EventEnvelope } from '../../../events/envelope.ts'
import { TIME_INDEX_SHARDS } from './event-item.ts'
import type { EventStorage, TimeQuery } from './event-storage.ts'
import type { TimeRange } from './event-store.ts'
import { timeOfId } from './event-time.ts'
import { daysBetween, lowestIdAt } from './time-range.ts'

/** Day by day, every shard at once, merged into one order: that of the event ids. */
export async function* mergeByTime(storage: EventStorage, range: TimeRange): AsyncGenerator<EventEnvelope> {
  const lowest = lowestIdAt(range.from)
  const after = range.after !== undefined && range.after > lowest ? range.after : lowest
  const query = { after, before: lowestIdAt(range.to), ...(range.types && { types: range.types }) }
  for (const day of daysBetween(timeOfId(after), range.to)) {
    const shards = Array.from({ length: TIME_INDEX_SHARDS }, (_, shard) => readShard(storage, { ...query, shard, day }))
    yield* merge(shards)
  }
}

async function* readShard(storage: EventStorage, query: TimeQuery): AsyncGenerator<EventEnvelope> {
  for (let after: string | undefined = query.after; after !== undefined; ) {
    const page = await storage.readTime({ ...query, after })
    yield* page.events
    after = page.cursor
  }
}

async function* merge(sources: AsyncGenerator<EventEnvelope>[]): AsyncGenerator<EventEnvelope> {
  try {
    const heads = await Promise.all(sources.map((source) => source.next()))
    for (;;) {
      let first = -1
      for (const [index, head] of heads.entries()) {
        if (head.done) continue
        const best = heads[first]
        if (!best || best.done || head.value.event_id < best.value.event_id) first = index
      }
      const [head, source] = [heads[first], sources[first]]
      if (!source || !head || head.done) return
      yield head.value
      heads[first] = await source.next()
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)))
  }
}
