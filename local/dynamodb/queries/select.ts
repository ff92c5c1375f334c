import { validationError } from '../errors.ts'
import type { ItemRequest } from '../requests/validate.ts'
import type { TableIndex } from '../tables/table.ts'

/**
 * Throws when what a Query or Scan selects contradicts the rest of the request.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-request-Select
 */
export function checkSelect({ Select, IndexName, ProjectionExpression, AttributesToGet }: ItemRequest): void {
  const named = ProjectionExpression === undefined ? AttributesToGet && 'AttributesToGet' : 'ProjectionExpression'
  if (Select === 'SPECIFIC_ATTRIBUTES' && !named) {
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    )
  }
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined) {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
  }
  if (Select === undefined || Select === 'SPECIFIC_ATTRIBUTES' || !named) return
  const wanted = Select === 'COUNT' ? 'only the Count' : Select
  throw validationError(`Cannot specify the ${named} when choosing to get ${wanted}`)
}

/** Throws when attributes are asked for that a global index does not hold: it never fetches them from the table. */
export function checkProjected({ name, global, attributes }: TableIndex, request: ItemRequest): void {
  if (!global || !attributes) return
  const wanted = request._projection?.paths.map(([first]) => String(first)) ?? request.AttributesToGet ?? []
  const missing = wanted.filter((attribute) => !attributes.has(attribute))
  if (missing.length === 0) return
  throw validationError(
    `One or more parameter values were invalid: Global secondary index ${name} does not project [${missing.join(', ')}]`,
  )
}
