/**
 * The ownership rule of a route: who may call it, and which data it shows and changes:
 * - `operator`: who runs the shop, only.
 * - `owner`: the customer whose things they are, and operators. The operation asks `context.ownership` whose they are.
 * - `anyone`: whoever the API lets in.
 */
export type RouteAccess = 'operator' | 'owner' | 'anyone'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** API Gateway form, e.g. `/orders/{order_id}`. */
  readonly path: `/${string}`
  /** Key in the API handler's map of operations, e.g. `createOrder`; becomes the OpenAPI operationId. */
  readonly operation: string
  readonly summary: string
  /** Default `operator`. */
  readonly access?: RouteAccess
}
