import { describe, expect, it } from 'vitest'
import { services } from '../../../lib/services.ts'
import { valueAt } from '../../../lib/validation/template.ts'
import { wiredConsumers } from '../../../lib/validation/wiring.ts'
import { consumers, resources, synthesized } from '../support/synthesized.ts'

const template = synthesized()
const functions = resources(template, 'AWS::Lambda::Function') as unknown as [
  string,
  { Properties: Record<string, unknown>; DependsOn?: string[] },
][]
const wired = new Map(
  wiredConsumers(template.toJSON() as never, consumers).map((one) => [one.declaration.name, one] as const),
)

/** Logical ids that the function must wait for. */
const waitsFor = (matches: (properties: Record<string, unknown>) => boolean): readonly string[] =>
  functions.find(([, { Properties }]) => matches(Properties))?.[1].DependsOn ?? []
const ofConsumer = (name: string) =>
  waitsFor((properties) => valueAt(properties, 'Environment', 'Variables', 'CONSUMER') === name)
const ofApi = (service: string) => waitsFor(({ Description }) => Description === `HTTP routes of ${service}`)
const functionOf = (consumer: string) => wired.get(consumer)!.function!.id
const routeOf = (consumer: string) => wired.get(consumer)!.routes[0]!.id

const sends = ({ uses }: (typeof consumers)[number]) =>
  uses.eventStore === 'append' || uses.commands === true || uses.schedules !== undefined
const onlyReceiving = consumers.filter((consumer) => !sends(consumer))

describe('a deployment', () => {
  it('updates a function that only receives before every function that sends to it, and its route, too', () => {
    expect(onlyReceiving.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['order-view', 'account-statement', 'notification-customers', 'audit', 'analytics']),
    )
    for (const { name, consumers: own, api } of services) {
      const produced = (one: (typeof consumers)[number]) =>
        one.subscribesTo === '*' || one.subscribesTo.some((event) => event.producer === `${name}-service`)
      const receivers = onlyReceiving.filter((one) => one.accepts.length === 0 && produced(one))
      const senders = [
        ...own.filter(({ uses }) => uses.eventStore === 'append').map((consumer) => ofConsumer(consumer.name)),
        ...(api?.uses.eventStore === 'append' ? [ofApi(name)] : []),
      ]
      for (const before of senders) {
        for (const receiver of receivers) {
          expect(before).toContain(functionOf(receiver.name))
          expect(before).toContain(routeOf(receiver.name))
        }
      }
    }
  })

  it('updates the API that takes orders after every consumer of orders', () => {
    const before = ofApi('order')
    for (const consumer of [
      'payment',
      'inventory',
      'checkout',
      'notification',
      'order-view',
      'order-summary',
      'audit',
    ]) {
      expect(before).toContain(functionOf(consumer))
      expect(before).toContain(routeOf(consumer))
    }
  })

  it('has no order among services that send to each other, and waits for nobody to update who only receives', () => {
    expect(ofConsumer('payment')).not.toContain(functionOf('checkout'))
    expect(ofConsumer('checkout')).not.toContain(functionOf('payment-commands'))
    const others = new Set(functions.map(([id]) => id))
    for (const { name } of onlyReceiving) expect(ofConsumer(name).filter((id) => others.has(id))).toEqual([])
  })
})
