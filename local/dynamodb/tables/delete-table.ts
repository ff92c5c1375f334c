import type { Engine } from '../engine.ts'
import { validationError } from '../errors.ts'
import { describe, requestedTable } from './describe-table.ts'

/** DeleteTable, with all its items and its stream. */
export async function deleteTable(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const table = requestedTable(engine, input)
  if (table.definition.description.DeletionProtectionEnabled) {
    throw validationError(`Resource cannot be deleted as it is currently protected against deletion: ${table.name}`)
  }
  await engine.catalog.remove(table)
  engine.streams.forget(table)
  return { TableDescription: { ...describe(table), TableStatus: 'DELETING' } }
}
