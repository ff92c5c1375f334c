import type { EventEnvelope } from '../../../events/envelope.ts'
import { ConflictError } from '../errors.ts'
import { shardOf, streamKey } from './event-item.ts'
import type { EventPage, EventStorage, Snapshot } from './event-storage.ts'
import { timeOfId } from './event-time.ts'

/**
 * Keeps events in this process only: for tests, and for trying a design out. Commits what was staged by
 * `(effects) => storage.append(effects.events)`, which leaves out every other write.
 */
export function createMemoryEventStorage(): EventStorage {
  const streams = new Map<string, EventEnvelope[]>()
  const snapshots = new Map<string, string>()
  const snapshotsByTime = new Map<string, Map<string, string>>()
  const all = () => [...streams.values()].flat()
  const ofTypes = (types: readonly string[] | undefined) => (event: EventEnvelope) =>
    types === undefined || types.includes(event.event_type)

  return {
    async append(events) {
      const byPlace = new Set(events.map((event) => `${streamOf(event)}#${event.sequence}`))
      const standing = (event: EventEnvelope) =>
        streams.get(streamOf(event))?.find((known) => known.sequence === event.sequence)
      const isTaken = (event: EventEnvelope) => standing(event) !== undefined
      if (events.every((event) => standing(event)?.event_id === event.event_id)) return
      if (byPlace.size < events.length || events.some(isTaken)) {
        throw new ConflictError('Another writer has appended to this stream first.')
      }
      for (const event of structuredClone(events)) {
        const stream = [...(streams.get(streamOf(event)) ?? []), event]
        streams.set(
          streamOf(event),
          stream.sort((left, right) => left.sequence - right.sequence),
        )
      }
    },
    async readStream(stream, { after, direction = 'forward', limit }) {
      const forward = direction === 'forward'
      const known = streams.get(stream) ?? []
      const asked = (forward ? known : known.toReversed()).filter(
        ({ sequence }) => after === undefined || (forward ? sequence > after : sequence < after),
      )
      return pageOf(asked, limit)
    },
    async readEvent(stream, sequence) {
      return structuredClone(streams.get(stream)?.find((event) => event.sequence === sequence))
    },
    async readTime({ shard, day, after, before, types, limit }) {
      const asked = all()
        .filter((event) => shardOf(event.aggregate_id) === shard && timeOfId(event.event_id).startsWith(day))
        .filter((event) => event.event_id > after && event.event_id < before)
        .filter(ofTypes(types))
        .sort((left, right) => (left.event_id < right.event_id ? -1 : 1))
      const page = pageOf(asked, limit)
      const cursor = page.events.at(-1)?.event_id
      return page.more && cursor !== undefined ? { ...page, cursor } : page
    },
    async readSegment({ segment, segments, cursor = '0', types, limit }) {
      const from = Number(cursor)
      const asked = all().filter((event) => shardOf(event.aggregate_id) % segments === segment)
      const page = pageOf(asked.slice(from), limit)
      const events = page.events.filter(ofTypes(types))
      return page.more ? { events, more: true, cursor: String(from + page.events.length) } : { events, more: false }
    },
    async readSnapshot(stream) {
      const json = snapshots.get(stream)
      return json === undefined ? undefined : (JSON.parse(json) as Snapshot)
    },
    async readSnapshotAsOf(stream, { stateVersion, until }) {
      const usable = [...(snapshotsByTime.get(stream)?.values() ?? [])]
        .map((json) => JSON.parse(json) as Snapshot)
        .filter((snapshot) => snapshot.stateVersion === stateVersion && snapshot.latest <= until)
      return usable.sort((left, right) => (left.latest < right.latest ? 1 : -1))[0]
    },
    async writeSnapshot(snapshot) {
      const { stream, stateVersion, latest } = snapshot
      const byTime = snapshotsByTime.get(stream) ?? new Map<string, string>()
      snapshotsByTime.set(stream, byTime.set(`v${stateVersion}#${latest}`, JSON.stringify(snapshot)))
      const json = snapshots.get(snapshot.stream)
      const current = json === undefined ? undefined : (JSON.parse(json) as Snapshot)
      if (current?.stateVersion === snapshot.stateVersion && current.sequence >= snapshot.sequence) return
      snapshots.set(snapshot.stream, JSON.stringify(snapshot))
    },
  }
}

const streamOf = (event: EventEnvelope): string => streamKey(event.aggregate_type, event.aggregate_id)

const pageOf = (events: readonly EventEnvelope[], limit = events.length): EventPage => ({
  events: structuredClone(events.slice(0, limit)),
  more: events.length > limit,
})
