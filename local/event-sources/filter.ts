import type { EventSourceMapping } from './mapping.ts'

/** Whether an event pattern (the language of EventBridge rules) matches an event. */
export type PatternMatch = (pattern: unknown, event: unknown) => boolean

/** Which records a mapping delivers: those that match any of its patterns, or all when it has none. */
export function recordFilter(
  { FilterCriteria, FunctionName }: EventSourceMapping,
  matches: PatternMatch | undefined,
): (record: object) => boolean {
  const patterns = (FilterCriteria?.Filters ?? []).flatMap(({ Pattern }) => (Pattern ? [JSON.parse(Pattern)] : []))
  if (patterns.length === 0) return () => true
  if (!matches) throw new Error(`Event source mapping of ${FunctionName} has filters, but no pattern matcher is given`)
  return (record) => {
    const event = withParsedBody(record)
    return patterns.some((pattern) => matches(pattern, event))
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
