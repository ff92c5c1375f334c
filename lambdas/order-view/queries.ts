import { catalogOf } from '../../events/decode.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { orderEvents } from '../../events/order.ts'
import { foldEvents, type ReadModel } from '../runtime/declarations/define-read-model.ts'
import type { Parts } from '../runtime/declarations/parts.ts'
import type { EventStore } from '../runtime/event-store/event-store.ts'
import { ok } from '../runtime/http/answer.ts'
import { notFound, validationFailed } from '../runtime/http/http-error.ts'
import { type OperationsOf, operation } from '../runtime/http/operation.ts'
import type { Owned } from '../runtime/http/ownership.ts'
import type { DocumentReader } from '../runtime/read-model/document-reader.ts'
import { decodeCursor, encodeCursor, isSequence } from '../runtime/read-model/page-cursor.ts'
import { BY_CUSTOMER, BY_CUSTOMER_AND_STATUS, orderIndexes } from './indexes.ts'
import { customerAndStatus, orderDocument, toOrder } from './order-document.ts'
import { orderSummary, toSummary } from './order-summary.ts'
import { noQuery, orderPath, orderQuery, ordersQuery, pageQuery } from './query-schemas.ts'
import type { orderViewRoutes } from './routes.ts'

export interface OrderReaders {
  readonly orders: DocumentReader
  readonly summaries: DocumentReader
}

const orderStream = { type: 'order', events: catalogOf(orderEvents) }

/** The questions that callers may ask about orders: answered from the read models, and from the history where those have not caught up. */
export function orderQueries({ orders, summaries }: OrderReaders): OperationsOf<typeof orderViewRoutes> {
  return {
    getOrder: operation({ path: orderPath, query: orderQuery }, async ({ path, query }, { eventStore, ownership }) => {
      const parts =
        query.as_of === undefined
          ? await currentParts(orders, orderDocument, path.order_id, eventStore)
          : await partsAsOf(path.order_id, query.as_of, eventStore)
      return ok(ownership.own(toOrder(parts)) ?? noOrder(path.order_id, query.as_of))
    }),

    getOrderSummary: operation({ path: orderPath, query: noQuery }, async ({ path }, { eventStore, ownership }) => {
      const parts = await currentParts(summaries, orderSummary, path.order_id, eventStore)
      return ok(ownership.own(toSummary(path.order_id, parts)) ?? noOrder(path.order_id))
    }),

    listOrderEvents: operation(
      { path: orderPath, query: pageQuery },
      async ({ path, query }, { eventStore, ownership, signal }) => {
        const scope = ['order-events', path.order_id]
        const after = Number(positionOf(scope, query.cursor, isSequence) ?? 0)
        const found = await all(eventStore.read(orderStream, path.order_id, { after, limit: query.limit + 1 }))
        const [first = await eventStore.first(orderStream, path.order_id, signal)] = found
        // Every event of an order says whose it is.
        if (!ownership.own(first?.data as Owned | undefined)) throw noOrder(path.order_id)
        const shown = found.slice(0, query.limit)
        const last = found.length > shown.length ? shown.at(-1) : undefined
        return ok({ events: shown.map(published), next_cursor: last ? encodeCursor(scope, `${last.sequence}`) : null })
      },
    ),

    listOrders: operation({ query: ordersQuery }, async ({ query }, { ownership }) => {
      const { customer_id, status, limit, cursor } = query
      ownership.demand(customer_id)
      const scope = ['orders', customer_id, status ?? '']
      const { documents, next } = await orders.query({
        ...(status ? byStatus(customer_id, status) : { index: indexNamed(BY_CUSTOMER), partition: customer_id }),
        limit,
        before: positionOf(scope, cursor),
      })
      return ok({
        orders: documents.map(toOrder).filter((order) => order !== undefined),
        next_cursor: next === undefined ? null : encodeCursor(scope, next),
      })
    }),
  }
}

/**
 * The stored document; while `order.created` has not reached it, joined with the order's own history, so that an order
 * can be read as soon as it is accepted.
 */
async function currentParts(
  reader: DocumentReader,
  model: ReadModel,
  id: string,
  eventStore: EventStore,
): Promise<Parts> {
  const stored = (await reader.get({ id })) ?? {}
  if (stored.placed) return stored
  return foldEvents(model, await all(eventStore.read(orderStream, id)), stored)
}

/** Every event up to that time, in stream order: the same fold as ever, of a shorter history. */
async function partsAsOf(id: string, asOf: string, eventStore: EventStore): Promise<Parts> {
  const until = Date.parse(asOf)
  const events: EventEnvelope[] = []
  for await (const event of eventStore.read(orderStream, id)) {
    if (Date.parse(event.timestamp) > until) break
    events.push(event)
  }
  return foldEvents(orderDocument, events)
}

/** @throws {HttpError} 422 for a cursor that this list did not give out. */
function positionOf(
  scope: readonly string[],
  cursor: string | undefined,
  isPosition?: (text: string) => boolean,
): string | undefined {
  if (cursor === undefined) return undefined
  const position = decodeCursor(scope, cursor, isPosition)
  if (position !== undefined) return position
  const message = 'must be the next_cursor of a page of this same list'
  throw validationFailed([{ parameter: 'cursor', message }])
}

function noOrder(id: string, asOf?: string): never {
  throw notFound(asOf === undefined ? `There is no order ${id}.` : `There was no order ${id} at ${asOf}.`)
}

const byStatus = (customerId: string, status: Parameters<typeof customerAndStatus>[1]) => ({
  index: indexNamed(BY_CUSTOMER_AND_STATUS),
  partition: customerAndStatus(customerId, status),
})

const indexNamed = (name: (typeof orderIndexes)[number]['name']) => orderIndexes.find((index) => index.name === name)!

/** Leaves out who did it, and from where: only operators may see that. */
const published = ({ metadata: { source, correlation_id, causation_id }, ...event }: EventEnvelope) => ({
  ...event,
  metadata: { source, correlation_id, causation_id },
})

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = []
  for await (const value of values) found.push(value)
  return found
}
