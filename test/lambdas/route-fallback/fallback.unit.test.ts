import { describe, expect, it } from 'vitest'
import { fallback } from '../../../lambdas/route-fallback/fallback.ts'

const answer = fallback([
  ['GET', '/orders'],
  ['POST', '/orders'],
  ['GET', '/orders/{order_id}'],
  ['POST', '/orders/{order_id}/cancel'],
])

describe('what no route takes', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/nothing'],
    ['GET', '/orders/'],
    ['GET', '/orders/ord_1/'],
    ['GET', '//orders'],
    ['GET', '/ORDERS'],
    ['OPTIONS', '/nothing'],
    ['GET', '/orders/ord_1/cancel/now'],
    ['GET', '/__proto__'],
  ])('%s %s is not found', (method, path) => {
    expect(answer(method, path)).toMatchObject({ status: 404, body: { code: 'not_found', status: 404 } })
  })

  it.each([
    ['DELETE', '/orders', 'GET, POST, OPTIONS'],
    ['HEAD', '/orders/ord_1', 'GET, OPTIONS'],
    ['GET', '/orders/ord_1/cancel', 'POST, OPTIONS'],
    ['BREW', '/orders/{order_id}', 'GET, OPTIONS'],
  ])('%s %s is not allowed, and says what is', (method, path, allow) => {
    expect(answer(method, path)).toMatchObject({
      status: 405,
      headers: { allow },
      body: { code: 'method_not_allowed' },
    })
  })

  it.each([
    ['GET', '/orders'],
    ['POST', '/orders/ord_1/cancel'],
  ])(
    '%s %s, which a route should have taken, says that its service is not deployed, and not that there is nothing',
    (method, path) => {
      expect(answer(method, path)).toMatchObject({
        status: 503,
        headers: { 'retry-after': '60' },
        body: { code: 'not_deployed' },
      })
    },
  )

  it('OPTIONS tells the methods', () => {
    expect(answer('OPTIONS', '/orders')).toEqual({ status: 204, headers: { allow: 'GET, POST, OPTIONS' } })
  })
})
