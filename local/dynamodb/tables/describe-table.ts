import type { Engine } from '../engine.ts'
import { tableNotFound, validationError } from '../errors.ts'
import type { Table } from './table.ts'

/** What DescribeTable and the operations that change tables answer about a table. */
export function describe(table: Table): object {
  const newest = table.definition.streams.at(-1)
  const stream = newest && {
    LatestStreamArn: newest.arn,
    LatestStreamLabel: newest.label,
    ...(newest.enabled ? { StreamSpecification: { StreamEnabled: true, StreamViewType: newest.viewType } } : {}),
  }
  return { ...table.definition.description, ...stream }
}

/** The table of a request that may name it or give its ARN; throws as operations on tables do. */
export function requestedTable(engine: Engine, input: Record<string, unknown>): Table {
  const given = input.TableName
  if (typeof given !== 'string' || given === '') {
    throw validationError("The parameter 'TableName' is required but was not present in the request")
  }
  const name = given.startsWith('arn:') ? given.slice(given.indexOf('/') + 1) : given
  const table = engine.catalog.find(name)
  if (!table) throw tableNotFound(name)
  return table
}

export function describeTable(engine: Engine, input: Record<string, unknown>): object {
  return { Table: describe(requestedTable(engine, input)) }
}

export function listTables(engine: Engine, input: Record<string, unknown>): object {
  const limit = typeof input.Limit === 'number' ? input.Limit : 100
  if (limit < 1 || limit > 100) {
    const bound = limit < 1 ? 'greater than or equal to 1' : 'less than or equal to 100'
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value ${bound}`,
    )
  }
  const after = typeof input.ExclusiveStartTableName === 'string' ? input.ExclusiveStartTableName : ''
  const names = engine.catalog.all().flatMap(({ name }) => (name > after ? [name] : []))
  const page = names.slice(0, limit)
  return { TableNames: page, LastEvaluatedTableName: names.length > limit ? page.at(-1) : undefined }
}

export function describeLimits(): object {
  return {
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  }
}
