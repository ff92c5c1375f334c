import type { EventFilter } from './consumer-options.ts'

export interface FilteredField {
  /** Name of the field in `data`; of a nested condition, the outermost field. */
  readonly field: string
  /** Whether the condition is one alternative of an `$or`: an event without the field may match another alternative. */
  readonly isAlternative: boolean
  /** Whether one of the conditions is `{ exists: false }`: an event without the field matches. */
  readonly matchesAbsence: boolean
  /** On the field itself, e.g. `['gold', { prefix: 's' }]`; none where they are on fields within it. */
  readonly conditions: readonly unknown[]
}

/** The fields that a filter looks at, in the order in which they stand in it. */
export function filteredFields({ data = {} }: EventFilter, isAlternative = false): FilteredField[] {
  return Object.entries(data).flatMap(([name, conditions]) => {
    if (name === '$or') {
      return conditions.flatMap((one) => filteredFields({ data: one as Required<EventFilter>['data'] }, true))
    }
    if (name.startsWith('$')) return []
    const own = Array.isArray(conditions) ? conditions : []
    return [{ field: name, isAlternative, matchesAbsence: own.some(isAbsence), conditions: own }]
  })
}

const isAbsence = (condition: unknown): boolean => (condition as { exists?: unknown } | null)?.exists === false
