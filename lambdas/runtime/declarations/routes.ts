export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** API Gateway form, e.g. `/orders/{order_id}`. */
  readonly path: `/${string}`
  /** Key in the API handler's map of operations, e.g. `createOrder`; becomes the OpenAPI operationId. */
  readonly operation: string
  readonly summary: string
}
