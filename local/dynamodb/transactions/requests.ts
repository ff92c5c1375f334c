import type { Engine } from '../engine.ts'
import { LocalAwsError, validationError } from '../errors.ts'
import type { WriteOperation } from '../items/plan-write.ts'
import { type ItemRequest, validateItemRequest } from '../requests/validate.ts'
import type { Table } from '../tables/table.ts'

const MAX_ITEMS = 100
/** Largest size of all items of one transaction together. */
export const MAX_BYTES = 4 * 1024 * 1024

export interface TransactionPart {
  operation: WriteOperation
  table: Table
  request: ItemRequest
}

const operations: Record<string, WriteOperation> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheck',
}

/** The parts of a transaction, each a valid request. */
export function readParts(engine: Engine, items: unknown): TransactionPart[] {
  return membersOf(items).map((member, index) => {
    const [action, ...more] = actionsOf(member)
    const operation = action && operations[action[0]]
    if (!operation || more.length > 0) {
      throw validationError('TransactItems can only contain one of Check, Put, Update or Delete')
    }
    const path = `transactItems.${index + 1}.member.${action[0].charAt(0).toLowerCase()}${action[0].slice(1)}`
    const input = action[1]
    if (operation === 'ConditionCheck') requireMember(input, 'ConditionExpression', path)
    if (operation === 'UpdateItem') requireMember(input, 'UpdateExpression', path)
    const request = validateItemRequest(operation === 'ConditionCheck' ? 'DeleteItem' : operation, input)
    return { operation, table: engine.catalog.get(request.TableName), request }
  })
}

/** The action of one member of a transaction; SDKs of some languages send the other actions as null. */
export function actionsOf(member: object): [name: string, input: Record<string, unknown>][] {
  const actions = Object.entries(member).filter(([, input]) => input !== null && input !== undefined)
  if (actions.every(([, input]) => typeof input === 'object')) return actions
  throw new LocalAwsError('SerializationException', 'Unexpected value type in payload')
}

/** The entries of `TransactItems`, of which there must be 1 to 100. */
export function membersOf(items: unknown): object[] {
  if (!Array.isArray(items) || items.some((item) => typeof item !== 'object' || item === null)) {
    if (items === undefined || items === null) {
      throw validationError(
        "1 validation error detected: Value null at 'transactItems' failed to satisfy constraint: Member must not be null",
      )
    }
    throw new LocalAwsError('SerializationException', 'Start of structure or map found where not expected')
  }
  if (items.length >= 1 && items.length <= MAX_ITEMS) return items
  const bound = items.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ITEMS}`
  throw validationError(
    `1 validation error detected: Value '[${items.length} items]' at 'transactItems' failed to satisfy constraint: ` +
      `Member must have length ${bound}`,
  )
}

function requireMember(input: Record<string, unknown>, name: string, path: string): void {
  if (input[name] !== undefined && input[name] !== null) return
  throw validationError(
    `1 validation error detected: Value null at '${path}.${name.charAt(0).toLowerCase()}${name.slice(1)}' ` +
      'failed to satisfy constraint: Member must not be null',
  )
}
