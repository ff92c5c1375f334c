import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { orderCreated } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { Route } from '../../../lambdas/runtime/declarations/routes.ts'
import { assertDeclaredOnce } from '../../../lib/validation/declared-once.ts'
import { assertProducersKnown } from '../../../lib/validation/producers-known.ts'
import { assertServicesListed } from '../../../lib/validation/services-listed.ts'

const consumer = (name: string) => defineConsumer({ name, subscribesTo: [orderCreated], delivery: 'at-least-once' })
const service = (name: string, ...consumers: readonly string[]) => ({ name, consumers: consumers.map(consumer) })

const routed = (name: string, key: string, operation: string) => {
  const [method, path] = key.split(' ') as [Route['method'], Route['path']]
  return { name, consumers: [], api: { routes: [{ method, path, operation, summary: '' }] } }
}

it.each([
  [
    'one name in two services',
    [service('loyalty', 'points'), service('fraud', 'points')],
    'Consumer "points" is declared in lambdas/loyalty and in lambdas/fraud: give one of them another name.',
  ],
  [
    'one name twice in a service',
    [service('loyalty', 'points', 'points')],
    'Consumer "points" is declared twice in lambdas/loyalty: give one of them another name.',
  ],
  [
    'names that a template writes alike',
    [service('loyalty', 'level-2'), service('fraud', 'level2')],
    'Consumer "level-2" and "level2", declared in lambdas/loyalty and in lambdas/fraud, are both Level2 in the stack: give one of them another name.',
  ],
  [
    'a service that is listed twice',
    [service('loyalty', 'points'), service('loyalty', 'levels')],
    'Service "loyalty" is declared twice in lambdas/loyalty: lib/services.ts lists each folder of lambdas/ once, under the name of the folder.',
  ],
  [
    'a folder of the engine',
    [service('relay')],
    'Service "relay" needs another name: runtime, relay, parking, route-fallback, joint are the engine\'s.',
  ],
  [
    'one route of two services',
    [routed('loyalty', 'GET /points', 'getPoints'), routed('fraud', 'GET /points', 'listPoints')],
    'Route "GET /points" is declared in lambdas/loyalty and in lambdas/fraud: give one of them another path.',
  ],
  [
    'one operation twice',
    [routed('loyalty', 'GET /points', 'getPoints'), routed('fraud', 'GET /cases', 'getPoints')],
    'Operation "getPoints" is declared in lambdas/loyalty and in lambdas/fraud: give one of them another name.',
  ],
  [
    'a variable with two names',
    [routed('loyalty', 'GET /points/{id}', 'getPoints'), routed('fraud', 'PUT /points/{point_id}/flag', 'flag')],
    '"GET /points/{id}" in lambdas/loyalty and "PUT /points/{point_id}/flag" in lambdas/fraud name one part of the path {id} and {point_id}: API Gateway allows one name.',
  ],
])('%s is told in a line that names the folders', (_, services, message) => {
  expect(() => assertDeclaredOnce(services)).toThrow(message)
})

it('a folder that declares a service and is not listed is told', () => {
  const root = mkdtempSync(join(tmpdir(), 'listed-'))
  try {
    for (const file of ['loyalty/service.ts', 'fraud/service.ts', 'relay/events.ts']) {
      mkdirSync(join(root, 'lambdas', file, '..'), { recursive: true })
      writeFileSync(join(root, 'lambdas', file), '')
    }
    expect(() => assertServicesListed(root, [{ name: 'loyalty' }])).toThrow(
      'lambdas/fraud/service.ts is not in the list of lib/services.ts, so nothing of it would be deployed',
    )
    expect(() => assertServicesListed(root, [{ name: 'loyalty' }, { name: 'fraud' }])).not.toThrow()
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

it('an event whose producer is no service is told, with the nearest', () => {
  const event = { type: 'parcel.shipped', producer: 'shiping-service' }
  const services = [{ name: 'tracking' }, { name: 'shipping' }]
  expect(() => assertProducersKnown(services, [event])).toThrow(
    'Event "parcel.shipped" has the producer "shiping-service": it must be <folder>-service, after a folder of lambdas/ in the list of lib/services.ts. Did you mean "shipping-service"?',
  )
  const gone = { ...event, deprecated: { since: '2026-05-01', reason: 'x' } }
  const ofOthers = { ...event, fromCloudEvent: () => expect.unreachable() }
  const fine = { ...event, producer: 'shipping-service' }
  expect(() => assertProducersKnown(services, [gone, ofOthers, fine])).not.toThrow()
})
