import batchGetItem from 'dynalite/validations/batchGetItem.js'
import batchWriteItem from 'dynalite/validations/batchWriteItem.js'
import createTable from 'dynalite/validations/createTable.js'
import deleteItem from 'dynalite/validations/deleteItem.js'
import getItem from 'dynalite/validations/getItem.js'
import validations from 'dynalite/validations/index.js'
import putItem from 'dynalite/validations/putItem.js'
import query from 'dynalite/validations/query.js'
import scan from 'dynalite/validations/scan.js'
import updateItem from 'dynalite/validations/updateItem.js'
import { fromDynalite, validationError } from '../errors.ts'
import { type Item, isWellFormedItem } from './attribute-values.ts'
import { checkExpressionTexts, checkParsedExpressions } from './expression-limits.ts'
import { parseExpressions } from './expressions.ts'
import { MAX_ITEM_BYTES } from './item-size.ts'
import type { ExpressionParameters, ParsedExpressions } from './parsed-expressions.ts'
import { type ItemOperation, type Kind, type Shape, shapes } from './shapes.ts'
import { checkValues } from './value-limits.ts'

/** A valid request on items of one table: its parameters and, parsed, its expressions. */
export interface ItemRequest extends ParsedExpressions {
  TableName: string
  Item: Item
  Key: Item
  ConditionExpression?: string
  IndexName?: string
  ExclusiveStartKey?: Item
  Limit?: number
  ConsistentRead?: boolean
  ScanIndexForward?: boolean
  Select?: string
  ProjectionExpression?: string
  Segment?: number
  TotalSegments?: number
  ReturnValues?: string
  ReturnConsumedCapacity?: string
  ReturnValuesOnConditionCheckFailure?: string
  /** Parameters from before there were expressions. */
  Expected?: Record<string, unknown>
  ConditionalOperator?: string
  AttributeUpdates?: Record<string, { Action?: string; Value?: Item[string] }>
  KeyConditions?: Record<string, unknown>
  QueryFilter?: Record<string, unknown>
  ScanFilter?: Record<string, unknown>
  AttributesToGet?: string[]
}

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/
/** Dynalite counts UTF-16 units; the exact limit is checked when the item is written. */
const limits = { options: { maxItemSize: MAX_ITEM_BYTES } }
const dynalite = {
  PutItem: putItem,
  DeleteItem: deleteItem,
  UpdateItem: updateItem,
  GetItem: getItem,
  Query: query,
  Scan: scan,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
}

/** Throws what AWS answers to an invalid request. Requests of the usual form are recognized without dynalite. */
export function validateItemRequest(operation: ItemOperation, given: Record<string, unknown>): ItemRequest {
  const input = withTableName(given)
  const usual = recognize(shapes[operation], input)
  if (usual) return usual
  const onFailure = input.ReturnValuesOnConditionCheckFailure
  const request = validateWithDynalite<ItemRequest>(operation, input)
  if (onFailure === undefined || onFailure === null) return request
  if (onFailure !== 'ALL_OLD' && onFailure !== 'NONE') {
    throw validationError(
      `1 validation error detected: Value '${onFailure}' at 'returnValuesOnConditionCheckFailure' failed to satisfy ` +
        'constraint: Member must satisfy enum value set: [ALL_OLD, NONE]',
    )
  }
  request.ReturnValuesOnConditionCheckFailure = onFailure
  return request
}

/** A table may also be named by its ARN. */
function withTableName(input: Record<string, unknown>): Record<string, unknown> {
  const { TableName } = input
  if (typeof TableName !== 'string' || !TableName.startsWith('arn:')) return input
  return { ...input, TableName: TableName.slice(TableName.indexOf('/') + 1) }
}

/** Validates with dynalite, which also drops unknown parameters and brings numbers into their stored form. */
export function validateWithDynalite<T>(operation: keyof typeof dynalite, input: Record<string, unknown>): T {
  const { types, custom } = dynalite[operation]
  try {
    const request = validations.checkTypes({ ...input }, types)
    const parts = [request, ...Object.values(request.RequestItems ?? {})].filter(isPart)
    for (const part of parts) checkExpressionTexts(part)
    validations.checkValidations(request, types, custom, limits)
    checkValues(input)
    for (const part of parts) checkParsedExpressions(part)
    return request as T
  } catch (error) {
    throw fromDynalite(error)
  }
}

function recognize(shape: Shape, input: Record<string, unknown>): ItemRequest | undefined {
  if (typeof input.TableName !== 'string') return undefined
  for (const name of shape.required) if (input[name] === undefined) return undefined
  let expressions = 0
  for (const name in input) {
    const kind = shape.parameters[name]
    if (kind === undefined || !fits(kind, input[name])) return undefined
    if (name.endsWith('Expression')) expressions++
  }
  if (input.Segment !== undefined || input.TotalSegments !== undefined) {
    if (!((input.Segment as number) < (input.TotalSegments as number))) return undefined
  }
  if (isEmpty(input.ExpressionAttributeNames) || isEmpty(input.ExpressionAttributeValues)) return undefined
  if (expressions === 0) {
    const unused = input.ExpressionAttributeNames ?? input.ExpressionAttributeValues
    return unused === undefined ? (input as unknown as ItemRequest) : undefined
  }
  const parsed = parseExpressions(input as ExpressionParameters)
  return parsed && ({ ...input, ...parsed } as unknown as ItemRequest)
}

function fits(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'table':
      return typeof value === 'string' && TABLE_NAME.test(value)
    case 'text':
      return typeof value === 'string' && value !== ''
    case 'item':
      return isWellFormedItem(value)
    case 'names':
      return typeof value === 'object' && value !== null && Object.values(value).every(isName)
    case 'boolean':
      return typeof value === 'boolean'
    case 'positive':
      return Number.isInteger(value) && (value as number) > 0
    case 'whole':
      return Number.isInteger(value) && (value as number) >= 0
    default:
      return typeof value === 'string' && kind.includes(value)
  }
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

const isPart = (part: unknown): part is ExpressionParameters & ParsedExpressions =>
  typeof part === 'object' && part !== null

const isEmpty = (members: unknown): boolean =>
  typeof members === 'object' && members !== null && Object.keys(members).length === 0
