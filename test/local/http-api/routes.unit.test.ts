import { describe, expect, test } from 'vitest'
import { routeConflict } from '../../../local/http-api/route-conflict.ts'
import { createRouter } from '../../../local/http-api/routes.ts'

const router = (...routeKeys: string[]) => {
  const route = createRouter(routeKeys.map((routeKey) => ({ routeKey, functionArn: routeKey })))
  return (method: string, path: string) => {
    const match = route(method, path)
    return match && [match.route.routeKey, match.pathParameters]
  }
}

describe('the most specific route wins', () => {
  // The example of the API Gateway developer guide.
  const match = router(
    '$default',
    'GET /{proxy+}',
    'GET /pets/{proxy+}',
    'GET /pets/dog/{id}',
    'GET /pets/dog/1',
    'ANY /pets/dog/2',
  )

  test.each([
    ['GET', '/pets/dog/1', ['GET /pets/dog/1', {}]],
    ['GET', '/pets/dog/3', ['GET /pets/dog/{id}', { id: '3' }]],
    ['GET', '/pets/cat/1', ['GET /pets/{proxy+}', { proxy: 'cat/1' }]],
    ['GET', '/pets', ['GET /{proxy+}', { proxy: 'pets' }]],
    ['GET', '/pets/', ['GET /{proxy+}', { proxy: 'pets/' }]],
    ['POST', '/test/5', ['$default', {}]],
    ['POST', '/pets/dog/2', ['ANY /pets/dog/2', {}]],
    ['GET', '/', ['$default', {}]],
  ])('%s %s', (method, path, expected) => {
    expect(match(method, path)).toEqual(expected)
  })

  test('a named method before ANY of the same path', () => {
    expect(router('ANY /orders', 'GET /orders')('GET', '/orders')).toEqual(['GET /orders', {}])
  })

  test('literal text before a variable, wherever they stand apart first', () => {
    expect(router('GET /{a}/list', 'GET /orders/{id}')('GET', '/orders/list')).toEqual([
      'GET /orders/{id}',
      { id: 'list' },
    ])
  })
})

test('no route matches: undefined', () => {
  const match = router('GET /orders/{id}')
  for (const path of ['/orders', '/orders/', '/orders/1/2', '/']) expect(match('GET', path)).toBeUndefined()
  expect(match('POST', '/orders/1')).toBeUndefined()
})

test('the root is a route', () => {
  expect(router('GET /')('GET', '/')).toEqual(['GET /', {}])
})

test('parameters are decoded one by one', () => {
  expect(router('GET /a/{x}/{y}')('GET', '/a/1%2F2/%C3%A9')).toEqual(['GET /a/{x}/{y}', { x: '1/2', y: 'é' }])
})

test.each([
  ['orders', 'Not a route key: "orders"'],
  ['GET /{proxy+}/x', 'a greedy variable must be the last part'],
])('%s is refused', (routeKey, message) => {
  expect(() => router(routeKey)).toThrow(message)
})

test.each([
  ['GET /orders', undefined],
  ['POST /orders/{order_id}', undefined],
  ['GET /orders/{order_id}/lines/{line}', undefined],
  ['GET /orders/new', undefined],
  ['GET /{proxy+}', undefined],
  ['GET /orders/{order_id}', 'Route with key GET /orders/{order_id} already exists for this API'],
  [
    'GET /orders/{id}/lines',
    'The provided route key "GET /orders/{id}/lines" has a conflicting variable on the same hierarchical level as "GET /orders/{order_id}"',
  ],
])('beside GET /orders/{order_id}, %s is %s', (routeKey, conflict) => {
  expect(routeConflict(routeKey, ['$default', 'GET /orders/{order_id}'])).toBe(conflict)
})
