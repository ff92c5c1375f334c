import { inventoryRestocked } from '../../events/inventory.ts'
import { productPriced } from '../../events/product.ts'
import { DomainError } from '../runtime/aggregate/domain-error.ts'
import { draft } from '../runtime/aggregate/event-draft.ts'
import { created, ok } from '../runtime/http/answer.ts'
import { type OperationsOf, operation } from '../runtime/http/operation.ts'
import { isSameProduct, type StockedProduct, toResource } from './product.ts'
import { productBody, productPath, restockBody } from './requests.ts'
import type { Stock } from './reserve.ts'
import type { inventoryRoutes } from './routes.ts'
import { addPieces, setProduct } from './stock-table.ts'

/** Above this a number of pieces would not be exact in JSON any more. */
const MAX_ON_HAND = Number.MAX_SAFE_INTEGER

const unstocked = { available: 0, reserved: 0, productSequence: 0, stockSequence: 0 }

export const inventoryOperations = ({ table, tableName }: Stock): OperationsOf<typeof inventoryRoutes> => ({
  putProduct: operation({ path: productPath, body: productBody }, async ({ path, body }, { effects }) => {
    const product = { ...path, ...body }
    const known = await table.find(path.product_id)
    if (known && isSameProduct(known, product)) return ok(toResource(known))
    const after = known?.productSequence ?? 0
    // If two writers read the same product, one of them finds this place in the stream taken and looks again.
    effects.append({ aggregateId: path.product_id, after }, [draft(productPriced, product)])
    effects.update(setProduct(tableName, product, after + 1))
    const resource = toResource({ ...unstocked, ...known, ...product })
    return known ? ok(resource) : created(resource, { location: `/products/${path.product_id}` })
  }),

  restockProduct: operation({ path: productPath, body: restockBody }, async ({ path, body }, { effects }) => {
    const known = knownProduct(await table.find(path.product_id))
    const line = { ...path, ...body }
    assertFits(known, body.quantity)
    effects.append({ aggregateId: path.product_id, after: known.stockSequence }, [draft(inventoryRestocked, line)])
    effects.update(addPieces(tableName, line, known.stockSequence + 1))
    return ok(toResource({ ...known, available: known.available + body.quantity }))
  }),

  getProduct: operation({ path: productPath }, async ({ path }) =>
    ok(toResource(knownProduct(await table.find(path.product_id)))),
  ),
})

function knownProduct(product: StockedProduct | undefined): StockedProduct {
  if (product) return product
  throw new DomainError('product_unknown', 'There is no such product.', { kind: 'not-found' })
}

/**
 * The limit is on what lies on the shelf, set aside or not, which only a restock makes more: so what an order gives back
 * always fits. Two restocks at once cannot exceed it together, because both want the same place in the stream of the stock.
 */
function assertFits({ available, reserved }: StockedProduct, quantity: number): void {
  if (available + reserved + quantity <= MAX_ON_HAND) return
  throw new DomainError('stock_limit', `There can be at most ${MAX_ON_HAND} pieces of a product.`, {
    details: { on_hand: available + reserved, most: MAX_ON_HAND },
  })
}
