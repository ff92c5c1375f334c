import { validationError } from '../errors.ts'
import { type AttributeValue, typeOf } from './attribute-values.ts'
import type { ExpressionParameters, ParsedExpressions, Path } from './parsed-expressions.ts'

/**
 * What DynamoDB refuses in expressions and dynalite's parsers let pass. Limits as documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
 */
const MAX_EXPRESSION_BYTES = 4096
const MAX_OPERATORS = 300
const MAX_IN_OPERANDS = 100
const MAX_LIST_INDEX = 2 ** 31 - 1
const MAX_PLACEHOLDER_BYTES = 255
const MAX_NAME_BYTES = 65_535

const ORDERING = new Set(['<', '<=', '>', '>='])
/** Only strings, numbers and binaries have an order: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
const ORDERED_TYPES = new Set(['S', 'N', 'B'])

const expressions = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const

/** An operator or function of a parsed expression, whose operands are operators, functions, values and paths. */
interface Node {
  type: string
  name?: string
  args: unknown[]
}

/** Throws unless the expressions are short enough to be parsed at all, and what stands for names in them is well formed. */
export function checkExpressionTexts(request: ExpressionParameters): void {
  for (const expression of expressions) {
    const bytes = Buffer.byteLength(request[expression] ?? '')
    if (bytes <= MAX_EXPRESSION_BYTES) continue
    throw invalid(expression, `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`)
  }
  for (const [placeholder, name] of Object.entries(request.ExpressionAttributeNames ?? {})) {
    if (Buffer.byteLength(placeholder) > MAX_PLACEHOLDER_BYTES) {
      throw validationError(
        `ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too long; key: "${placeholder}"`,
      )
    }
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
      throw validationError(
        `ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than ${MAX_NAME_BYTES + 1} bytes for key ${placeholder}`,
      )
    }
  }
}

/** Throws what DynamoDB answers to expressions that can be parsed and are not allowed all the same. */
export function checkParsedExpressions({
  _condition,
  _filter,
  _keyCondition,
  _projection,
  _updates,
}: ParsedExpressions) {
  checkTree('UpdateExpression', _updates?.sections.map(({ val }) => val) ?? [])
  checkTree('ConditionExpression', [_condition?.expression])
  checkTree('KeyConditionExpression', [_keyCondition?.expression])
  checkTree('FilterExpression', [_filter?.expression])
  for (const { path } of _updates?.sections ?? []) checkPath('UpdateExpression', path)
  for (const path of _projection?.paths ?? []) checkPath('ProjectionExpression', path)
}

function checkTree(expression: string, roots: unknown[]): void {
  let operators = 0
  const visit = (operand: unknown): void => {
    if (Array.isArray(operand)) checkPath(expression, operand as Path)
    if (!isNode(operand)) return
    operators += 1
    checkOperator(expression, operand)
    for (const argument of operand.args) visit(argument)
  }
  for (const root of roots) visit(root)
  if (operators <= MAX_OPERATORS) return
  throw invalid(expression, `The expression contains too many operators; operator count: ${operators}`)
}

function checkOperator(expression: string, { type, args }: Node): void {
  if (ORDERING.has(type)) checkOrdered(expression, type, args)
  if (type === 'between') checkOrdered(expression, 'BETWEEN', args)
  if (type !== 'in') return
  const [first, ...others] = args
  if (others.length > MAX_IN_OPERANDS) {
    const reason = `The IN operator is provided with too many operands; number of operands: ${others.length}`
    throw invalid(expression, reason)
  }
  if (!Array.isArray(first) || !others.some((other) => isSamePath(first, other))) return
  throw invalid(
    expression,
    `The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: ${pathText(first)}`,
  )
}

/** Values of the request only: an attribute of another type does not meet the condition, which is no error. */
function checkOrdered(expression: string, operator: string, operands: unknown[]): void {
  for (const operand of operands) {
    if (Array.isArray(operand) || isNode(operand)) continue
    const type = typeOf(operand as AttributeValue)
    if (ORDERED_TYPES.has(type)) continue
    throw invalid(
      expression,
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    )
  }
}

function checkPath(expression: string, path: Path): void {
  for (const step of path) {
    if (typeof step !== 'number' || step <= MAX_LIST_INDEX) continue
    throw invalid(expression, `List index is not within the allowable range; index: [${BigInt(step)}]`)
  }
}

const isNode = (operand: unknown): operand is Node =>
  typeof operand === 'object' && operand !== null && Array.isArray((operand as Node).args)

const isSamePath = (path: unknown[], other: unknown): boolean =>
  Array.isArray(other) && other.length === path.length && path.every((step, index) => step === other[index])

const pathText = (path: unknown[]) =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`

const invalid = (expression: string, reason: string) => validationError(`Invalid ${expression}: ${reason}`)
