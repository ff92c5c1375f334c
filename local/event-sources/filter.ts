import { compilePattern } from '../eventbridge/pattern/index.ts'
import type { EventSourceMapping } from './mapping.ts'

/** Which records a mapping delivers: those that match any of its patterns, or all when it has none. */
export function recordFilter({ FilterCriteria }: EventSourceMapping): (record: object) => boolean {
  const patterns = (FilterCriteria?.Filters ?? []).flatMap(({ Pattern }) =>
    Pattern ? [compilePattern(JSON.parse(Pattern))] : [],
  )
  if (patterns.length === 0) return () => true
  return (record) => {
    const event = withParsedBody(record)
    return patterns.some((matches) => matches(event))
  }
}

/** Patterns look into a JSON body of a message; any other body is matched as text. */
function withParsedBody(record: object): object {
  if (!('body' in record) || typeof record.body !== 'string') return record
  try {
    return { ...record, body: JSON.parse(record.body) }
  } catch {
    return record
  }
}
