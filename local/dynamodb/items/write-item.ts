import db from 'dynalite/db/index.js'
import { type Engine, newWork } from '../engine.ts'
import { isConditionFailure, LocalAwsError } from '../errors.ts'
import type { Item } from '../requests/attribute-values.ts'
import { type ItemRequest, validateItemRequest } from '../requests/validate.ts'
import type { Table } from '../tables/table.ts'
import { consumedCapacity, writeUnits } from './capacity.ts'
import { consumeRefused, consumeWrites } from './consumption.ts'
import { type PlannedWrite, planWrite, targetKey } from './plan-write.ts'

type Operation = 'PutItem' | 'UpdateItem' | 'DeleteItem'

/** PutItem, UpdateItem and DeleteItem: decided and staged at once, answered when durable. */
export function writeItem(operation: Operation) {
  return async (engine: Engine, input: Record<string, unknown>): Promise<object> => {
    const request = validateItemRequest(operation, input)
    const table = engine.catalog.get(request.TableName)
    // Decided, staged and handed to the store in one go: nothing else may be decided on the same item in between.
    const { write, committed } = await decided(engine, () => {
      const planned = plan(engine, operation, table, request)
      const work = newWork()
      engine.stage(work, planned)
      return { write: planned, committed: engine.commit(work) }
    })
    await committed
    consumeWrites(engine, [write])
    const units = request.ReturnConsumedCapacity ? writeUnits(write) : { table: 0, indexes: {} }
    return {
      Attributes: returned(request, write),
      ConsumedCapacity: consumedCapacity(request.ReturnConsumedCapacity, table, units),
    }
  }
}

function plan(engine: Engine, operation: Operation, table: Table, request: ItemRequest): PlannedWrite {
  const key = targetKey(operation, table, request)
  try {
    return planWrite(engine.store, operation, table, request, key)
  } catch (error) {
    if (isConditionFailure(error)) consumeRefused(engine, [key])
    throw error
  }
}

/** A refusal may rest on a write that is not durable yet: then it has to wait for that. */
export function decided<T>(engine: Engine, decide: () => T): T | Promise<T> {
  try {
    return decide()
  } catch (error) {
    if (!(error instanceof LocalAwsError)) throw error
    return engine.store.settled().then(() => {
      throw error
    })
  }
}

function returned(request: ItemRequest, { before, after }: PlannedWrite): Item | undefined {
  const paths = request._updates?.paths ?? Object.keys(request.AttributeUpdates ?? {})
  switch (request.ReturnValues) {
    case 'ALL_OLD':
      return before?.item
    case 'ALL_NEW':
      return after?.item
    case 'UPDATED_OLD':
      return before && nonEmpty(db.mapPaths(paths, before.item))
    case 'UPDATED_NEW':
      return after && nonEmpty(db.mapPaths(paths, after.item))
    default:
      return undefined
  }
}

function nonEmpty(item: Item): Item | undefined {
  return Object.keys(item).length > 0 ? item : undefined
}
