import validations from 'dynalite/validations/index.js'
import { validationError } from '../errors.ts'
import { partitionPrefix } from '../items/keys.ts'
import type { AttributeValue } from '../requests/attribute-values.ts'
import type { ItemRequest } from '../requests/validate.ts'
import { ABOVE, END, encodeKeyPart } from '../storage/encoding.ts'
import type { KeyAttribute } from '../tables/table.ts'

interface Condition {
  ComparisonOperator: string
  AttributeValueList: AttributeValue[]
}

/** The target of a query: a table or an index. */
export interface Source {
  prefix: string
  hash: KeyAttribute
  range: KeyAttribute | undefined
}

/** The part of the source that meets the query's key conditions. */
export function keyRange(request: ItemRequest, source: Source): { gte: string; lt: string } {
  const conditions = conditionsOf(request)
  const { hash, range } = source
  const names = Object.keys(conditions)
  if (!conditions[hash.name]) throw validationError(`Query condition missed key schema element: ${hash.name}`)
  if (names.length > 1 && !range) throw validationError('Query key condition not supported')
  if (names.length > 1 && range && !conditions[range.name]) {
    throw validationError(`Query condition missed key schema element: ${range.name}`)
  }
  const [hashValue] = operands(conditions[hash.name] as Condition, hash)
  if (conditions[hash.name]?.ComparisonOperator !== 'EQ') throw validationError('Query key condition not supported')
  const partition = partitionPrefix(source.prefix, hashValue)
  const condition = range && conditions[range.name]
  if (!condition) return { gte: partition, lt: partition + ABOVE }
  return rangeOf(partition, condition.ComparisonOperator, operands(condition, range))
}

function rangeOf(partition: string, operator: string, [first, second]: [AttributeValue, AttributeValue?]) {
  const value = partition + encodeKeyPart(first)
  const behind = value + END + ABOVE
  switch (operator) {
    case 'EQ':
      return { gte: value + END, lt: behind }
    case 'LT':
      return { gte: partition, lt: value + END }
    case 'LE':
      return { gte: partition, lt: behind }
    case 'GT':
      return { gte: behind, lt: partition + ABOVE }
    case 'GE':
      return { gte: value + END, lt: partition + ABOVE }
    case 'BEGINS_WITH':
      return { gte: value, lt: value + ABOVE }
    default:
      return { gte: value + END, lt: partition + encodeKeyPart(second as AttributeValue) + END + ABOVE }
  }
}

function operands({ ComparisonOperator, AttributeValueList }: Condition, key: KeyAttribute) {
  if (['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'].includes(ComparisonOperator)) {
    throw validationError('Attempted conditional constraint is not an indexable operation')
  }
  if (AttributeValueList.some((value) => value[key.type] === undefined)) {
    throw validationError(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    )
  }
  if (AttributeValueList.some((value) => value[key.type] === '' && ComparisonOperator !== 'BEGINS_WITH')) {
    throw validationError(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
        `${key.type === 'B' ? 'binary' : 'string'} value. Key: ${key.name}`,
    )
  }
  return AttributeValueList as [AttributeValue, AttributeValue?]
}

/** Conditions by attribute, whether they came as an expression or as the older parameter. */
function conditionsOf(request: ItemRequest): Record<string, Condition> {
  if (request.KeyConditions) return request.KeyConditions as Record<string, Condition>
  const conditions = validations.convertKeyCondition(request._keyCondition?.expression)
  if (typeof conditions === 'string') throw validationError(conditions)
  const problem = validations.validateConditions(conditions)
  if (problem) throw validationError(problem)
  return conditions as Record<string, Condition>
}
