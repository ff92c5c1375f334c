import type { ConsumerOptions, EventFilter } from './consumer-options.ts'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const OPERATORS = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'anything-but', 'numeric', 'exists', 'cidr']

/** https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html knows no `wildcard`. */
const OPERATORS_OF_THE_TOPIC = OPERATORS.filter((operator) => operator !== 'wildcard')

/**
 * Checks the shape of a filter, which AWS would refuse only at its deployment. Whether its fields exist is not checked here: synthesis,
 * which knows the events, warns about that.
 * @param fail throws an error that begins with the name of whoever declares the filter.
 */
export function assertFilter(
  { data = {} }: EventFilter,
  ordering: ConsumerOptions['ordering'],
  fail: (problem: string) => never,
): void {
  const operators = ordering === 'aggregate' ? OPERATORS_OF_THE_TOPIC : OPERATORS
  assertConditions(data, 'data', operators, fail)
}

function assertConditions(
  data: Readonly<Record<string, unknown>>,
  path: string,
  operators: readonly string[],
  fail: (problem: string) => never,
): void {
  for (const [name, conditions] of Object.entries(data)) {
    const field = `${path}.${name}`
    if (name === '$or' && Array.isArray(conditions)) {
      for (const alternative of conditions)
        if (isObject(alternative)) assertConditions(alternative, path, operators, fail)
    } else if (isObject(conditions)) {
      assertConditions(conditions, field, operators, fail)
    } else if (!Array.isArray(conditions) || conditions.length === 0) {
      fail(
        `its filter has ${JSON.stringify(conditions)} for ${field}: allowed is a list of at least one condition, such as ["gold"].`,
      )
    } else {
      for (const condition of conditions) assertCondition(condition, field, operators, fail)
    }
  }
}

/** A value that the field must have, or `{ <operator>: … }`. */
function assertCondition(
  condition: unknown,
  field: string,
  operators: readonly string[],
  fail: (problem: string) => never,
): void {
  if (!isObject(condition)) return
  const [operator, ...more] = Object.keys(condition)
  if (operator !== undefined && more.length === 0 && operators.includes(operator)) return
  fail(
    `its filter has ${JSON.stringify(condition)} for ${field}: allowed is one of ${operators.join(', ')}, e.g. { numeric: ['>=', 1000] }.`,
  )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
