import type { Invariant } from './invariant.ts'

export const orderKept: Invariant = {
  name: 'ordered consumers log the events of each aggregate in order',
  check({ applied, events }) {
    const sequenceOf = new Map(events.map((event) => [event.event_id, event.sequence]))
    const highest = new Map<string, number>()
    const problems: Gap[] = []
    const logged = new Map<string, Set<number>>()
    for (const { consumer, aggregateId, eventId } of applied) {
      const stream = `${consumer} ${aggregateId}`
      const sequence = sequenceOf.get(eventId) ?? 0
      const before = highest.get(stream) ?? 0
      if (sequence > before + 1) problems.push({ stream, before, sequence })
      highest.set(stream, Math.max(before, sequence))
      logged.set(stream, (logged.get(stream) ?? new Set()).add(sequence))
    }
    return problems.map((gap) => told(gap, logged.get(gap.stream) ?? new Set()))
  },
}

interface Gap {
  readonly stream: string
  readonly before: number
  readonly sequence: number
}

/** Says which of those left out came later: these were done out of order. The others left no line, as where a function was stopped before it wrote any. */
function told({ stream, before, sequence }: Gap, logged: ReadonlySet<number>): string {
  const between = Array.from({ length: sequence - before - 1 }, (_, index) => before + 1 + index)
  const later = between.filter((one) => logged.has(one))
  return `${stream}: ${sequence} came right after ${before}; of those between, ${later.join(', ') || 'none'} came later`
}
