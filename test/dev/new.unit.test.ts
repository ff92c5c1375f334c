import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Draft } from '../../dev/new/draft.ts'
import { readFields } from '../../dev/new/fields.ts'
import { newCommand } from '../../dev/new/generators/command.ts'
import { newConsumer } from '../../dev/new/generators/consumer.ts'
import { readDocuments } from '../../dev/new/generators/documents-of-api.ts'
import { newEvent } from '../../dev/new/generators/event.ts'
import { newReadModel } from '../../dev/new/generators/read-model.ts'
import { newRoute } from '../../dev/new/generators/route.ts'
import { newService } from '../../dev/new/generators/service.ts'
import { definitionsIn } from '../../dev/new/known.ts'
import { withElement, withImport, withProperty } from '../../dev/new/source.ts'
import { projectRoot } from '../../dev/synthesize.ts'
import { UsageError } from '../../local/usage/usage-error.ts'
import { folderOfTheRun } from '../support/temporary-folder.ts'

const consumer = (name: string, on: string) => (draft: Draft) =>
  newConsumer(draft, { name, service: name, on: [on], ordered: false })
const event =
  (type: string, fields: string, service = 'order') =>
  (draft: Draft) =>
    newEvent(draft, { type, service, fields, meaning: 'It has happened.' })
const route = (path: string, readModel: string) => (draft: Draft) =>
  newRoute(draft, { path, service: 'order-view', readModel, operation: 'getIt', summary: 'It.' })

it('an id in a project that was made before it had events/ids.ts makes that file', () => {
  const root = folderOfTheRun('older-')
  mkdirSync(join(root, 'events'))
  const draft = new Draft(root)
  readFields(draft, 'parcel_id:id,note:text')
  expect(draft.read('events/ids.ts')).toBe(
    "import { idOf } from './fields.ts'\n\nexport const parcelId = idOf('parcel')\n",
  )
})

it('an empty line stands between the imports of a new family of events and its first definition', () => {
  const draft = new Draft(projectRoot)
  event('letter.shipped', 'letter_id:id,note:text')(draft)
  expect(draft.read('events/letter.ts')).toMatch(/ from '.+'\n\n\/\*\* The data of `letter\.shipped`, version 1\. \*\//)
})

describe('a generator refuses', () => {
  it.each<[string, (draft: Draft) => void, string]>([
    [
      'a consumer that is there',
      consumer('payment', 'order.created'),
      'Consumer "payment" is there already, in lambdas/payment.',
    ],
    [
      'a name in capitals',
      consumer('Loyalty', 'order.created'),
      'Consumer "Loyalty": allowed are lower-case words joined by hyphens',
    ],
    ['a name that is too long', consumer('a'.repeat(31), 'order.created'), 'has 31 characters, 30 are allowed'],
    [
      'an unknown event',
      consumer('other', 'order.confirmd'),
      'Event type "order.confirmd" is not in events/. Did you mean order.confirmed?',
    ],
    [
      'a service that is there',
      (draft) => newService(draft, 'order'),
      'Service "order" is there already, in lambdas/order.',
    ],
    [
      'a folder of the engine',
      (draft) => newService(draft, 'relay'),
      'Service "relay" needs another name: runtime, relay,',
    ],
    ['the name of a stack', (draft) => newService(draft, 'joint'), 'Service "joint" needs another name'],
    ['an event in the present tense', event('parcel.ship', 'a:text'), 'must be in the past tense'],
    ['an event that is there', event('order.created', 'a:text'), 'Event type "order.created" is there already.'],
    [
      'an unknown service',
      event('parcel.found', 'a:text', 'ordr'),
      'Service "ordr" does not exist. Did you mean order?',
    ],
    ['an unknown kind', event('parcel.found', 'a:money'), '"money" is not a kind. Allowed is name:kind'],
    ['a field without a kind', event('parcel.found', 'a'), '--fields "a": allowed is name:kind'],
    [
      'a field whose name is none',
      event('parcel.found', 'A-b:text'),
      '"A-b" is not a name. Allowed are lower-case words',
    ],
    ['an entity whose file is the engine’s', event('catalog.sent', 'a:text'), 'take another entity than "catalog"'],
    [
      'a service of a command in capitals',
      (draft) => newCommand(draft, { type: 'send_parcel', service: 'Order', fields: 'a:text', meaning: 'Do it.' }),
      'Service "Order": allowed are lower-case words',
    ],
    ['a field twice', event('parcel.found', 'a:text,a:text'), '--fields names a twice.'],
    ['an id that is not named as one', event('parcel.found', 'parcel:id'), 'the name of an id ends in _id'],
    [
      'a command of one word',
      (draft) => newCommand(draft, { type: 'parcel', service: 'order', fields: 'a:text', meaning: 'Do it.' }),
      'Command type "parcel" must be an imperative verb_noun in lower-case letters',
    ],
    [
      'a command that the catalog would refuse',
      (draft) => newCommand(draft, { type: 'send_parcel2', service: 'order', fields: 'a:text', meaning: 'Do it.' }),
      'Command type "send_parcel2" must be',
    ],
    [
      'a command that reads like an event',
      (draft) => newCommand(draft, { type: 'sorted_order', service: 'order', fields: 'a:text', meaning: 'Do it.' }),
      'must be imperative: a request, not a fact',
    ],
    [
      'a command that is there',
      (draft) => newCommand(draft, { type: 'cancel_order', service: 'order', fields: 'a:text', meaning: 'Do it.' }),
      'Command "cancel_order" is there already.',
    ],
    ['a path that is not one', route('parcels', 'orders'), 'Path "parcels": allowed is e.g.'],
    ['a path without an id', route('/parcels', 'orders'), 'it needs one parameter'],
    [
      'an operation that names no function',
      (draft) =>
        newRoute(draft, {
          path: '/a/{id}',
          service: 'order-view',
          readModel: 'a',
          operation: 'get it',
          summary: 'It.',
        }),
      '--operation "get it": allowed are letters and digits',
    ],
    ['a read model in a file of its own', route('/a/{id}', 'order-view'), 'add the route by hand'],
    ['a read model of another service', route('/a/{id}', 'account-statement'), '--service payment.'],
    [
      'a list per what is not a field',
      (draft) => newReadModel(draft, { name: 'a', service: 'a', on: ['order.created'], per: 'items' }),
      '--per "items": not a text that each order.created has. Allowed are order_id, customer_id, currency.',
    ],
    ['an unknown read model', route('/parcels/{id}', 'parcels'), 'has no read model "parcels"'],
    [
      'a route that is there',
      (draft) =>
        newRoute(draft, {
          path: '/orders/{order_id}',
          service: 'order-view',
          readModel: 'order-view',
          operation: 'getIt',
          summary: 'It.',
        }),
      'Route "GET /orders/{order_id}" is declared twice in lambdas/order-view',
    ],
    [
      'a read model that is there',
      (draft) => newReadModel(draft, { name: 'order-view', service: 'order-view', on: ['order.created'] }),
      'Consumer "order-view" is there already',
    ],
  ])('%s', (_what, generate, message) => {
    const draft = new Draft(projectRoot)
    expect(() => generate(draft)).toThrow(UsageError)
    expect(() => generate(new Draft(projectRoot))).toThrow(message)
  })

  it('a file that is there: nothing of a person is overwritten', () => {
    expect(() => new Draft(projectRoot).create('lib/services.ts', '')).toThrow('lib/services.ts is there already.')
  })

  it('a list that it cannot find, and says what to add', () => {
    expect(() => withElement('const x = 1', /consumers: /, 'loyaltyConsumer', 'service.ts')).toThrow(
      'service.ts: found no list to add loyaltyConsumer to. Add it by hand.',
    )
  })
})

it('events are found where they are defined, those of other teams, too', () => {
  const text = `export const a = defineEvent({ ...shared, meaning: 'A.' })
export const b = defineEvent({ type: 'b.made' })
export const c = defineExternalEvent({
  sources: ['x'],
  type: "c.sent",
})`
  expect(definitionsIn(text)).toEqual([
    { name: 'b', type: 'b.made' },
    { name: 'c', type: 'c.sent' },
  ])
})

describe('an edit of a source file', () => {
  it.each([
    ['consumers: [],', 'consumers: [x],'],
    ['consumers: [a],', 'consumers: [a, x],'],
    ['consumers: [\n  a,\n  b,\n],', 'consumers: [\n  a,\n  b, x,\n],'],
    [
      'consumers: [\n  a, // [the first]\n  // keep sorted\n],',
      'consumers: [\n  a, x, // [the first]\n  // keep sorted\n],',
    ],
    ["consumers: ['[', // keep sorted\n]", "consumers: ['[', x, // keep sorted\n]"],
    ['consumers: [a[0]], y: []', 'consumers: [a[0], x], y: []'],
  ])('adds to the list of %j', (before, after) => {
    expect(withElement(before, /consumers: /, 'x', 'service.ts')).toBe(after)
  })

  it('adds to a declaration in one line, however short', () => {
    const declared = "defineService({ name: 'loyalty', table: {}, consumers: [loyaltyConsumer] })"
    expect(withProperty(declared, /defineService\(/, 'api: { routes }', 'service.ts')).toBe(
      "defineService({ name: 'loyalty', table: {}, consumers: [loyaltyConsumer], api: { routes } })",
    )
    expect(() => withProperty('defineService(loyalty)', /defineService\(/, 'api: {}', 'service.ts')).toThrow(
      'service.ts: found no object to add `api: {}` to. Add it by hand.',
    )
  })

  it('joins imports from one module, leaves types alone', () => {
    const text = "import type { T } from './a.ts'\nimport { b } from './a.ts'\n"
    expect(withImport(text, 'c', './a.ts')).toBe("import type { T } from './a.ts'\nimport { b, c } from './a.ts'\n")
    expect(withImport(text, 'b', './a.ts')).toBe(text)
    expect(withImport('', 'd', './d.ts')).toBe("import { d } from './d.ts'\n")
    expect(withImport('/** One. */\n', 'd', './d.ts')).toBe("import { d } from './d.ts'\n\n/** One. */\n")
  })
})

describe('a route that reads a read model, beside operations that do not', () => {
  const withReader = (operations: string, uses = '{}') => {
    const draft = new Draft(projectRoot)
    draft.create('lambdas/depot/operations.ts', `export const depotOperations${operations}\n`)
    draft.create(
      'lambdas/depot/api.ts',
      'export const handler = apiHandler(depotRoutes, systemApiEnvironment(), depotOperations)\n',
    )
    draft.create('lambdas/depot/service.ts', `export const depotService = defineService({ api: { uses: ${uses} } })\n`)
    readDocuments(draft, 'depot')
    return { operations: draft.read('lambdas/depot/operations.ts'), service: draft.read('lambdas/depot/service.ts') }
  }

  it.each([
    ["{ eventStore: 'append' }", "{ eventStore: 'append', table: ['get'] }"],
    ["{ table: ['put'] }", "{ table: ['put', 'get'] }"],
    ["{ table: ['get'] }", "{ table: ['get'] }"],
    ["{ table: 'read' }", "{ table: 'read' }"],
    ["{ table: 'write' }", "{ table: 'write' }"],
  ])('may get items of the table, whatever it may do before: %s', (before, after) => {
    const { operations, service } = withReader(': OperationsOf<typeof depotRoutes> = {}', before)
    expect(service).toContain(`uses: ${after} }`)
    expect(operations).toContain(
      'depotOperations = (documents: (model: ReadModel) => DocumentReader): OperationsOf<typeof depotRoutes> => ({})',
    )
  })

  it.each([
    'documents: (model: ReadModel) => DocumentReader',
    '\n  documents: (model: ReadModel) => DocumentReader,\n',
  ])('changes nothing where they take the reader already, on one line or on several: %j', (parameter) => {
    const taking = ` = (${parameter}): OperationsOf<typeof depotRoutes> => ({})`
    expect(withReader(taking).operations).toBe(`export const depotOperations${taking}\n`)
  })
})
