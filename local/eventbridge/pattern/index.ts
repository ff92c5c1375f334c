import { isObject } from '../../values.ts'
import { PatternError, type Scalar, type ValueMatcher, valueMatcher } from './matchers.ts'

export { PatternError } from './matchers.ts'

export type EventMatcher = (event: unknown) => boolean

/**
 * Compiles an EventBridge event pattern: the fields of an object must all match, one element of each list must.
 * A field whose event value is a list matches if any element does; within one list element all fields must match together.
 * Throws `PatternError` where EventBridge refuses the pattern.
 */
export function compilePattern(pattern: unknown): EventMatcher {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) throw new PatternError('Event pattern is empty')
  return compileObject(pattern, '')
}

function compileObject(pattern: Record<string, unknown>, path: string): EventMatcher {
  const fields = Object.entries(pattern).map(([name, value]): EventMatcher => {
    const where = path ? `${path}.${name}` : name
    if (name === '$or') return compileOr(value, path)
    if (Array.isArray(value)) return onField(name, compileLeaf(value, where))
    if (isObject(value)) return onField(name, overElements(compileObject(value, where)))
    throw new PatternError(`"${where}" must be an object or an array`)
  })
  return (event) => fields.every((matches) => matches(event))
}

function compileOr(alternatives: unknown, path: string): EventMatcher {
  if (!Array.isArray(alternatives) || alternatives.length === 0 || !alternatives.every(isObject)) {
    throw new PatternError(`"$or" must be a list of objects${path && ` at ${path}`}`)
  }
  const compiled = alternatives.map((alternative) => compileObject(alternative, path))
  return (event) => compiled.some((matches) => matches(event))
}

function compileLeaf(list: unknown[], where: string): EventMatcher {
  if (list.length === 0) throw new PatternError(`Empty arrays are not allowed at ${where}`)
  let whenAbsent = false
  let whenPresent = false
  const matchers: ValueMatcher[] = []
  for (const matcher of list) {
    const exists = isObject(matcher) && Object.keys(matcher).length === 1 ? matcher.exists : undefined
    if (exists === undefined) matchers.push(valueMatcher(matcher, where))
    else if (exists === true) whenPresent = true
    else if (exists === false) whenAbsent = true
    else throw new PatternError(`exists needs true or false at ${where}`)
  }
  return (field) => {
    const values = leaves(field)
    if (values.length === 0) return whenAbsent
    return whenPresent || values.some((value) => matchers.some((matches) => matches(value)))
  }
}

/** Looks a field up in the event; a missing one reaches the matcher as undefined. */
function onField(name: string, matches: EventMatcher): EventMatcher {
  return (event) => matches(isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined)
}

function overElements(matches: EventMatcher): EventMatcher {
  return (value) => (Array.isArray(value) ? value.some(overElements(matches)) : matches(value))
}

/** The values that a leaf matcher looks at: objects count as absent, since only leaves can be matched. */
function leaves(field: unknown): Scalar[] {
  if (Array.isArray(field)) return field.flatMap(leaves)
  return field === undefined || isObject(field) ? [] : [field as Scalar]
}
