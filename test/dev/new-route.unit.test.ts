import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { Draft } from '../../dev/new/draft.ts'
import { decidingAggregate } from '../../dev/new/generators/aggregate-of-route.ts'
import { newRouteOf, type RouteOptions } from '../../dev/new/generators/any-route.ts'
import { readDocuments } from '../../dev/new/generators/documents-of-api.ts'
import { factsOf, type StatedEvent } from '../../dev/new/generators/stated-event.ts'
import {
  descriptionText,
  operationText,
  requestsText,
  routeTest,
  type StatingRoute,
} from '../../dev/new/generators/stating-route-texts.ts'
import { projectRoot } from '../../dev/synthesize.ts'
import { defineEvent, type EventDefinition } from '../../events/define-event.ts'
import { idOf, text } from '../../events/fields.ts'
import { UsageError } from '../../local/usage/usage-error.ts'

const described = { type: 'return.requested', aggregate: 'return', producer: 'customer-service', meaning: '' } as const
const returnRequestedData = z.object({ return_id: idOf('return'), order_id: idOf('ord'), note: z.optional(text) })
const example = { return_id: 'return_1', order_id: 'ord_1', note: 'Late.' }
const requested = defineEvent({ ...described, schema: returnRequestedData, example })
const known = { type: 'return.requested', name: 'returnRequested', file: 'events/return.ts', aggregate: 'return' }
const source = `export const returnRequestedData = z.object({})
export const returnRequested = defineEvent({ schema: returnRequestedData })
export const returnEvents = [returnRequested]`

const facts = (definition: EventDefinition = requested, module = source, family = [known]): StatedEvent =>
  factsOf(known, definition, module, family)
const routeOf = (parameters: readonly string[], event = facts()): StatingRoute => ({
  path: `/returns${parameters.map((name) => `/{${name}}`).join('')}`,
  service: 'customer',
  operation: 'requestReturn',
  summary: 'Ask for a return.',
  event,
  parameters,
})

describe('a route is refused in one line that says what is allowed', () => {
  const posted = (changes: Partial<RouteOptions> = {}) => ({
    service: 'customer',
    event: 'customer.registered',
    ...changes,
  })

  it.each<[string, string, RouteOptions, string]>([
    ['a method that it does not begin', 'PUT /x', posted(), 'Method "PUT" of route "PUT /x": allowed are GET, which'],
    ['a method in small letters', 'post /x', posted(), 'Method "post" of route "post /x": allowed are GET, which'],
    ['a POST that states nothing', 'POST /x', { service: 'customer' }, 'POST /x needs --event <type>'],
    ['a POST of a read model', 'POST /x', posted({ readModel: 'a' }), '--read-model goes with GET'],
    ['a GET that states an event', '/x/{id}', posted(), "--event goes with POST, as in 'POST /x/{id}'"],
    ['a GET that shows nothing', '/x/{id}', { service: 'customer' }, 'GET /x/{id} needs --read-model <name>'],
    ['a path that is none', 'POST x', posted(), 'Path "x": allowed is e.g. /returns or'],
    ['an operation that names no function', 'POST /x', posted({ operation: 'a b' }), '--operation "a b": allowed are'],
    ['an unknown service', 'POST /x', posted({ service: 'custmer' }), 'Service "custmer" does not exist. Did you mean'],
    [
      'a route that is there',
      'POST /orders',
      posted(),
      'Route "POST /orders" is declared in lambdas/order and in lambdas/customer',
    ],
    [
      'an operation that is there',
      'POST /x',
      posted({ operation: 'createOrder' }),
      'Operation "createOrder" is declared',
    ],
    [
      'another name for a part of a path',
      'POST /orders/{id}/x',
      posted(),
      'name one part of the path {order_id} and {id}',
    ],
    ['an unknown event', 'POST /x', posted({ event: 'customer.registred' }), 'Did you mean customer.registered?'],
    [
      'an event of another service',
      'POST /x',
      posted({ event: 'order.created' }),
      '--event order.created: only order-service states it, as its definition in events/order.ts says',
    ],
    [
      'an event whose schema has no name',
      'POST /x',
      posted(),
      'events/customer.ts exports no customerRegisteredData, the schema that the request is read with. Write',
    ],
  ])('%s', (_what, route, options, message) => {
    const draft = new Draft(projectRoot)
    expect(() => newRouteOf(draft, route, options)).toThrow(UsageError)
    expect(() => newRouteOf(new Draft(projectRoot), route, options)).toThrow(message)
    expect(draft.files).toEqual([])
  })

  it('an event of several versions', () => {
    const next = requested.evolve({ schema: returnRequestedData, example, upcast: (data) => data })
    expect(() => facts(next)).toThrow('--event return.requested: it has 2 versions')
  })

  it('an event whose data is no plain object', () => {
    const schema = returnRequestedData.check(z.refine(() => true))
    expect(() => facts(defineEvent({ ...described, schema, example }))).toThrow('is not a plain z.object of fields')
  })

  it('an event that does not name its aggregate', () => {
    const { order_id } = example
    const schema = z.pick(returnRequestedData, { order_id: true })
    expect(() => facts(defineEvent({ ...described, schema, example: { order_id } }))).toThrow(
      'it has no text return_id in each event, which names the return that it happens to. Its texts are order_id.',
    )
  })

  it('an aggregate of another service, and one that decides in a way of its own', () => {
    const decision = (aggregate: string) => ({
      operation: 'requestReturn',
      event: { ...facts(), aggregate },
      isLater: false,
    })
    const draft = new Draft(projectRoot)
    expect(() => decidingAggregate(draft, 'customer', decision('order'))).toThrow(
      'Aggregate "order" of return.requested belongs to service order, and not to "customer".',
    )
    expect(() => decidingAggregate(draft, 'customer', decision('customer'))).toThrow(
      'lambdas/customer/customer.ts decides about "customer" in a way of its own',
    )
    expect(draft.files).toEqual([])
  })
})

describe('a route that states an event', () => {
  const aggregate = { name: 'returnAggregate', module: './return.ts' }

  it('takes from the path what stands there, and the rest from the body, its id only if the caller has one', () => {
    expect(
      requestsText(routeOf(['order_id'])),
    ).toBe(`export const requestReturnPath = z.pick(returnRequestedData, { order_id: true })
/** The id may be chosen by the caller, who can then repeat the request; it is made here otherwise. */
export const requestReturnBody = z.partial(z.omit(returnRequestedData, { order_id: true }), { return_id: true })
`)
    const { member } = operationText(routeOf(['order_id']), aggregate)
    expect(member).toContain("{ ...path, ...body, return_id: body.return_id ?? context.ids.next('return') }")
    expect(member).toMatch(
      /return created\(data, \{ location: `\/returns\/\$\{data\.order_id\}\/\$\{data\.return_id\}` \}\)/,
    )
  })

  it('answers with 200 and makes no id where the path names what it is about', () => {
    const { member } = operationText(routeOf(['return_id']), aggregate)
    expect(member).toContain('const data = { ...path, ...body }')
    expect(member).toContain('return ok(data)')
    expect(descriptionText(routeOf(['return_id']), { refused: 'a', missing: 'return_not_found' }).member).toMatch(
      /200: \{[\s\S]*code: 'return_not_found', status: 404/,
    )
  })

  it('has no body where the path says everything, and its test sends none', () => {
    const route = routeOf(['return_id', 'order_id', 'note'])
    expect(requestsText(route)).not.toContain('Body')
    expect(operationText(route, aggregate).member).toContain('async ({ path }, context)')
    const tested = { before: undefined, handed: 'customerOperations', refused: 'return_exists', missing: undefined }
    expect(routeTest(route, aggregate, tested)).not.toContain('json')
  })

  it('asks the caller for the id where the schema allows none that is made up', () => {
    const schema = z.extend(returnRequestedData, { return_id: z.string().check(z.regex(/^return_\d+$/)) })
    const route = routeOf([], facts(defineEvent({ ...described, schema, example })))
    expect(requestsText(route)).toBe('export const requestReturnBody = returnRequestedData\n')
    expect(operationText(route, aggregate).member).not.toContain('ids.next')
  })

  it('lets a new aggregate decide, under a name that is no word of the language, with all events of its stream', () => {
    const draft = new Draft(projectRoot)
    const other = { ...known, type: 'return.sent', name: 'returnSent', file: 'events/sent.ts' }
    const event = facts(requested, source, [known, other])
    expect(event.list).toBeUndefined()
    expect(decidingAggregate(draft, 'customer', { operation: 'requestReturn', event, isLater: false })).toEqual(
      aggregate,
    )
    const written = draft.read('lambdas/customer/return.ts')
    expect(written).toContain('const returnEvents = [returnRequested, returnSent]')
    expect(written).toContain("import { returnSent } from '../../events/sent.ts'")
    expect(draft.read('lambdas/customer/service.ts')).toContain('aggregates: [customer, returnAggregate]')
  })
})

it('a GET beside a POST gives the tests of the POST operations that read no document', () => {
  const draft = new Draft(projectRoot)
  draft.create('lambdas/depot/operations.ts', 'export const depotOperations: OperationsOf<typeof depotRoutes> = {}\n')
  draft.create('lambdas/depot/api.ts', 'export const handler = apiHandler(depotRoutes, environment, depotOperations)\n')
  draft.create('lambdas/depot/service.ts', 'export const depotService = defineService({ api: { uses: {} } })\n')
  const test = 'const api = apiHandler(\n  depotRoutes,\n  memoryApiEnvironment().environment,\n  depotOperations,\n)\n'
  draft.create('test/lambdas/depot/send.unit.test.ts', test)
  readDocuments(draft, 'depot')
  expect(draft.read('test/lambdas/depot/send.unit.test.ts')).toContain('depotOperations(() => {\n    throw new Error(')
})
