import type { ConsumerOptions, EventFilter } from './consumer-options.ts'

const isText = (operand: unknown): boolean => typeof operand === 'string'
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > 0
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text, or `{ 'equals-ignore-case': text }`. */
const isAffix = (operand: unknown): boolean =>
  isText(operand) || (isObject(operand) && Object.keys(operand).length === 1 && isText(operand['equals-ignore-case']))

/** One comparison, such as `['>', 1]`, or two of them, such as `['>', 1, '<=', 5]`. */
const isNumeric = (operand: unknown): boolean =>
  isList(operand) &&
  (operand.length === 2 || operand.length === 4) &&
  operand.every((part, index) =>
    index % 2 === 0 ? ['<', '<=', '=', '>', '>='].includes(String(part)) : typeof part === 'number',
  )

const isExcluded = (operand: unknown): boolean =>
  isText(operand) || typeof operand === 'number' || isList(operand) || (isObject(operand) && !isEmpty(operand))

const isEmpty = (object: object): boolean => Object.keys(object).length === 0

interface Operator {
  readonly takes: (operand: unknown) => boolean
  readonly example: string
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: { takes: isAffix, example: "{ prefix: 'gold' }" },
  suffix: { takes: isAffix, example: "{ suffix: '.png' }" },
  'equals-ignore-case': { takes: isText, example: "{ 'equals-ignore-case': 'gold' }" },
  wildcard: { takes: isText, example: "{ wildcard: 'g*d' }" },
  'anything-but': { takes: isExcluded, example: "{ 'anything-but': ['gold'] }" },
  numeric: { takes: isNumeric, example: "{ numeric: ['>=', 1000] }" },
  exists: { takes: (operand) => typeof operand === 'boolean', example: '{ exists: true }' },
  cidr: { takes: isText, example: "{ cidr: '10.0.0.0/24' }" },
}

/** https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html knows no `wildcard`. */
const { wildcard: _, ...OPERATORS_OF_THE_TOPIC } = OPERATORS

/**
 * Checks the shape of a filter, which AWS would refuse only at its deployment. Whether its fields exist is not checked here: synthesis,
 * which knows the events, warns about that.
 * @param fail throws an error that begins with the name of whoever declares the filter.
 */
export function assertFilter(
  { source, data = {} }: EventFilter,
  ordering: ConsumerOptions['ordering'],
  fail: (problem: string) => never,
): void {
  if (source !== undefined && !(isList(source) && source.every(isText))) {
    fail(
      `its filter has ${JSON.stringify(source)} for source: allowed is a list of services, such as ["order-service"].`,
    )
  }
  const operators = ordering === 'aggregate' ? OPERATORS_OF_THE_TOPIC : OPERATORS
  assertConditions(data, 'data', operators, fail)
}

function assertConditions(
  data: Readonly<Record<string, unknown>>,
  path: string,
  operators: Readonly<Record<string, Operator>>,
  fail: (problem: string) => never,
): void {
  const wrong = (value: unknown, field: string, right: string) =>
    fail(`its filter has ${JSON.stringify(value)} for ${field}: ${right}.`)
  for (const [name, conditions] of Object.entries(data)) {
    const field = `${path}.${name}`
    if (name === '$or') {
      if (!isAlternatives(conditions)) {
        wrong(conditions, field, 'allowed is a list of objects with conditions, such as [{ a: [1] }, { b: ["USD"] }]')
      } else for (const one of conditions) assertConditions(one, path, operators, fail)
    } else if (isObject(conditions) && !isEmpty(conditions)) {
      assertConditions(conditions, field, operators, fail)
    } else if (isList(conditions)) {
      for (const condition of conditions) {
        const right = problemOf(condition, operators)
        if (right !== undefined) wrong(condition, field, right)
      }
    } else wrong(conditions, field, 'allowed is a list of at least one condition, such as ["gold"]')
  }
}

const isAlternatives = (value: unknown): value is readonly Readonly<Record<string, unknown>>[] =>
  isList(value) && value.every((one) => isObject(one) && !isEmpty(one))

/** @returns what would be right, for a condition that is neither a value that the field must have nor `{ <operator>: … }`. */
function problemOf(condition: unknown, operators: Readonly<Record<string, Operator>>): string | undefined {
  if (condition === null || ['string', 'number', 'boolean'].includes(typeof condition)) return undefined
  if (!isObject(condition)) return 'allowed is a text, a number, true, false, null or { <operator>: … }'
  const [name = '', ...more] = Object.keys(condition)
  const operator = Object.hasOwn(operators, name) && more.length === 0 ? operators[name] : undefined
  if (!operator) return `allowed is one of ${Object.keys(operators).join(', ')}, e.g. { numeric: ['>=', 1000] }`
  return operator.takes(condition[name]) ? undefined : `${name} is written as in ${operator.example}`
}
