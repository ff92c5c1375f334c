import { closest, distance } from 'fastest-levenshtein'
import type { EventDefinition } from '../../../events/define-event.ts'
import { type FilteredField, filteredFields } from '../../../lambdas/runtime/declarations/filtered-fields.ts'
import { type WrittenFields, writtenFields } from '../../../lambdas/runtime/declarations/written-fields.ts'
import type { ContractWarning } from './contract-warning.ts'
import type { Taker } from './taker.ts'

/** Warns if a filter looks at fields or values that nobody writes. A filter is matched before the upcast, against data as it was stated. */
export function filterWarnings({ subscribesTo, filter }: Taker, events: readonly EventDefinition[]): ContractWarning[] {
  const subscribed = subscribesTo === '*' ? events : subscribesTo
  const isOfAll = subscribesTo === '*'
  return filteredFields(filter).flatMap((one) => [
    ...(one.matchesAbsence ? alwaysAbsent(one, subscribed) : withoutField(one, subscribed, isOfAll)),
    ...(isOfAll || one.isAlternative || one.matchesAbsence ? [] : withoutOldField(one, subscribed)),
    ...withoutValue(one, subscribed),
  ])
}

/** Finds fields that no version has. `{ exists: false }` is right for a field that some version has: it takes the events of the other versions. */
function alwaysAbsent({ field }: FilteredField, subscribed: readonly EventDefinition[]): ContractWarning[] {
  const isKnown = subscribed.some(({ versions }) => versions.some(({ schema }) => writtenFields(schema).has(field)))
  const message = `filters on the absence of data.${field}, a field that no version of its events has: that condition always holds.`
  return isKnown ? [] : [{ id: `filter-without-field:${field}`, message }]
}

/** A consumer that subscribes to all events expects only those that have the field, so it is enough that one event has it. */
function withoutField(
  { field, isAlternative }: FilteredField,
  subscribed: readonly EventDefinition[],
  isOfAll: boolean,
): ContractWarning[] {
  const lacking = subscribed.filter((event) => !newestFields(event)?.has(field))
  const without = lacking.map(({ type }) => type)
  if (without.length === 0 || (isOfAll && without.length < subscribed.length)) return []
  const which = without.length === subscribed.length ? 'none of its events has' : `${without.join(', ')} does not have`
  const means = isAlternative
    ? 'that alternative of its $or never holds for what lacks it'
    : 'what lacks it never arrives'
  return [
    {
      id: `filter-without-field:${field}`,
      message: `filters on data.${field}, a field that ${which}: ${means}.${meant(field, lacking)}`,
    },
  ]
}

/** The field that was probably misspelled, if one is called nearly so: all events must have it, since the filter holds for all of them. */
function meant(field: string, events: readonly EventDefinition[]): string {
  const [first, ...others] = events.map(newestFields)
  const known = [...(first?.keys() ?? [])].filter((name) => others.every((fields) => fields?.has(name)))
  const nearest = known.length > 0 ? closest(field, known) : undefined
  if (nearest === undefined || distance(field, nearest) > MISSPELLED) return ''
  return ` Did you mean data.${nearest}?`
}

/** The number of letters that may be wrong, missing or too many in a misspelled name. */
const MISSPELLED = 2

/** A version that is deprecated is stated by nobody any more. */
const withoutOldField = ({ field }: FilteredField, subscribed: readonly EventDefinition[]): ContractWarning[] =>
  subscribed
    .filter((event) => newestFields(event)?.has(field))
    .flatMap(({ type, versions }) =>
      versions
        .filter(({ deprecated, schema }) => !deprecated && !writtenFields(schema).has(field))
        .map(({ version }) => ({
          id: `filter-without-old-field:${field}:${type}`,
          message: `filters on data.${field}, a field that version ${version} of ${type} does not have: events that are still written in that version never arrive. Once nothing writes it, declare deprecatesPrevious at the version after it.`,
        })),
    )

function withoutValue({ field, conditions }: FilteredField, subscribed: readonly EventDefinition[]): ContractWarning[] {
  const lists = subscribed
    .flatMap(({ versions }) => versions.map(({ schema }) => writtenFields(schema)))
    .filter((fields) => fields.has(field))
    .map((fields) => fields.get(field))
  if (lists.length === 0 || lists.some((values) => values === undefined)) return []
  const possible = lists.flatMap((values) => values ?? [])
  const never = conditions.filter((one) => isPlain(one) && !possible.includes(one))
  if (never.length === 0) return []
  const [are, given] = [never.length === 1 ? 'a value' : 'values', never.map((one) => JSON.stringify(one)).join(', ')]
  return [
    {
      id: `filter-for-no-value:${field}`,
      message: `filters on data.${field} for ${given}, ${are} that no version of its events can have there.`,
    },
  ]
}

/** Other conditions, such as `{ prefix: 'a' }`, are objects. */
const isPlain = (condition: unknown): boolean => typeof condition !== 'object' || condition === null

function newestFields({ versions }: EventDefinition): WrittenFields | undefined {
  const newest = versions.at(-1)
  return newest && writtenFields(newest.schema)
}
