import type { Invariant } from './invariant.ts'

export const orderKept: Invariant = {
  name: 'ordered consumers log the events of each aggregate in order',
  check({ applied, events }) {
    const sequenceOf = new Map(events.map((event) => [event.event_id, event.sequence]))
    const highest = new Map<string, number>()
    const problems: string[] = []
    for (const { consumer, aggregateId, eventId } of applied) {
      const stream = `${consumer} ${aggregateId}`
      const sequence = sequenceOf.get(eventId) ?? 0
      const before = highest.get(stream) ?? 0
      if (sequence > before + 1) problems.push(`${stream}: ${sequence} came right after ${before}`)
      highest.set(stream, Math.max(before, sequence))
    }
    return problems
  },
}
