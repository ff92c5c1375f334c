import { describe, expect, it } from 'vitest'
import { Draft } from '../../dev/new/draft.ts'
import { newCommand } from '../../dev/new/generators/command.ts'
import { newConsumer } from '../../dev/new/generators/consumer.ts'
import { newEvent } from '../../dev/new/generators/event.ts'
import { newReadModel } from '../../dev/new/generators/read-model.ts'
import { newRoute } from '../../dev/new/generators/route.ts'
import { newService } from '../../dev/new/generators/service.ts'
import { withElement, withImport } from '../../dev/new/source.ts'
import { projectRoot } from '../../dev/synthesize.ts'
import { UsageError } from '../../local/usage/usage-error.ts'

const consumer = (name: string, on: string) => (draft: Draft) =>
  newConsumer(draft, { name, service: name, on: [on], ordered: false })
const event =
  (type: string, fields: string, service = 'order') =>
  (draft: Draft) =>
    newEvent(draft, { type, service, fields, meaning: 'It has happened.' })
const route = (path: string, readModel: string) => (draft: Draft) =>
  newRoute(draft, { path, service: 'order-view', readModel, operation: 'getIt', summary: 'It.' })

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
    ['the folder of the runtime', (draft) => newService(draft, 'runtime'), 'Service "runtime"'],
    ['an event in the present tense', event('parcel.ship', 'a:text'), 'must be in the past tense'],
    ['an event that is there', event('order.created', 'a:text'), 'Event type "order.created" is there already.'],
    [
      'an unknown service',
      event('parcel.found', 'a:text', 'ordr'),
      'Service "ordr" does not exist. Did you mean order?',
    ],
    ['an unknown kind', event('parcel.found', 'a:money'), '"money" is not a kind. Allowed is name:kind'],
    ['a field without a kind', event('parcel.found', 'a'), '--fields "a": allowed is name:kind'],
    ['a field twice', event('parcel.found', 'a:text,a:text'), '--fields names a twice.'],
    ['an id that is not named as one', event('parcel.found', 'parcel:id'), 'the name of an id ends in _id'],
    [
      'a command of one word',
      (draft) => newCommand(draft, { type: 'parcel', service: 'order', fields: 'a:text', meaning: 'Do it.' }),
      'Command "parcel": allowed is what to do',
    ],
    [
      'a command that is there',
      (draft) => newCommand(draft, { type: 'cancel_order', service: 'order', fields: 'a:text', meaning: 'Do it.' }),
      'Command "cancel_order" is there already.',
    ],
    ['a path that is not one', route('parcels', 'orders'), 'Path "parcels": allowed is e.g.'],
    ['a path without an id', route('/parcels', 'orders'), 'it needs one parameter'],
    ['an unknown read model', route('/parcels/{id}', 'parcels'), 'has no read model "parcels"'],
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

describe('an edit of a source file', () => {
  it.each([
    ['consumers: [],', 'consumers: [x],'],
    ['consumers: [a],', 'consumers: [a, x],'],
    ['consumers: [\n  a,\n  b,\n],', 'consumers: [\n  a,\n  b, x],'],
    ['consumers: [a[0]], y: []', 'consumers: [a[0], x], y: []'],
  ])('adds to the list of %j', (before, after) => {
    expect(withElement(before, /consumers: /, 'x', 'service.ts')).toBe(after)
  })

  it('joins imports from one module, leaves types alone', () => {
    const text = "import type { T } from './a.ts'\nimport { b } from './a.ts'\n"
    expect(withImport(text, 'c', './a.ts')).toBe("import type { T } from './a.ts'\nimport { b, c } from './a.ts'\n")
    expect(withImport(text, 'b', './a.ts')).toBe(text)
    expect(withImport('', 'd', './d.ts')).toBe("import { d } from './d.ts'\n")
  })
})
