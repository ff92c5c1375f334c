import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import { cancelOrder } from '../../../events/commands/order.ts'
import { defineEvent } from '../../../events/define-event.ts'
import { orderConfirmed } from '../../../events/order.ts'
import { type ConsumerOptions, defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineService } from '../../../lambdas/runtime/declarations/service.ts'
import { services } from '../../../lib/services.ts'
import { contractWarnings } from '../../../lib/validation/contract-warnings.ts'
import { buildPipeline } from '../support/synthesized.ts'

const description = { aggregate: 'parcel', producer: 'parcel-service', meaning: 'A parcel.' } as const
const parcelSent = defineEvent({
  ...description,
  type: 'parcel.sent',
  schema: z.object({ weight: z.number() }),
  example: { weight: 1 },
})
const newest = parcelSent.evolve({
  schema: z.object({ grams: z.int() }),
  example: { grams: 1000 },
  upcast: ({ weight }) => ({ grams: weight * 1000 }),
})
const deprecated = {
  since: '2026-11-26',
  until: '2027-05-01',
  reason: 'it says too little',
  replacement: 'parcel.left',
}
const consumer = (options: Partial<ConsumerOptions> = {}) =>
  defineConsumer({ name: 'tracking', subscribesTo: [parcelSent], delivery: 'at-least-once', ...options } as never)

const warningsOf = (events: readonly unknown[], ...consumers: readonly unknown[]) =>
  contractWarnings({ events, commands: allCommands, services: [{ name: 'parcel', consumers }] } as never).map(
    ({ id, message }) => `${id} ${message}`,
  )

describe('warnings about contracts', () => {
  it('are none of the pipeline as it is', () => {
    expect(contractWarnings({ events: allEvents, commands: allCommands, services })).toEqual([])
  })

  it.each([
    [
      'whoever still states a deprecated event, and whoever takes it',
      () => warningsOf([{ ...parcelSent, deprecated }], consumer({ subscribesTo: [{ ...parcelSent, deprecated }] })),
      [
        'deprecated-produced:parcel.sent parcel-service still states parcel.sent, which is deprecated since 2026-11-26, and may be gone from 2027-05-01 on: it says too little. Use parcel.left.',
        'deprecated-consumed:parcel.sent:tracking Consumer "tracking" takes parcel.sent, which is deprecated since 2026-11-26, and may be gone from 2027-05-01 on: it says too little. Use parcel.left.',
      ],
    ],
    [
      'a deprecated command that is still accepted',
      () => {
        const accepts = [{ ...cancelOrder, addressee: 'tracking', deprecated: { since: '2026-11-26', reason: 'old' } }]
        return warningsOf([], defineConsumer({ name: 'tracking', accepts, delivery: 'at-least-once' }))
      },
      [
        'deprecated-consumed:cancel_order:tracking Consumer "tracking" takes cancel_order, which is deprecated since 2026-11-26: old.',
      ],
    ],
    [
      'an event that only consumers of all events take',
      () => warningsOf([parcelSent], consumer({ subscribesTo: '*' })),
      [expect.stringMatching(/^nobody-consumes:parcel.sent parcel-service states parcel.sent, and no consumer/)],
    ],
    ['and not if it says that it is for the record', () => warningsOf([{ ...parcelSent, forTheRecord: true }]), []],
    [
      'a subscription to what nobody states',
      () => warningsOf([], consumer()),
      [expect.stringMatching(/^nobody-writes:parcel.sent:tracking .* is not in the catalog/)],
    ],
    [
      'a consumer that is behind what is written',
      () => warningsOf([newest], consumer()),
      [expect.stringMatching(/up to version 1, and version 2 is written: it would dead-letter/)],
    ],
    [
      'a consumer of a version that nobody writes',
      () => warningsOf([parcelSent], consumer({ subscribesTo: [newest] })),
      [expect.stringMatching(/up to version 2, and version 1 is written: nobody writes that version/)],
    ],
    [
      'a command that nobody knows',
      () => {
        const accepts = [{ ...cancelOrder, type: 'send_parcel', addressee: 'tracking' }]
        return warningsOf([], defineConsumer({ name: 'tracking', accepts, delivery: 'at-least-once' }))
      },
      [expect.stringMatching(/^nobody-sends:send_parcel:tracking /)],
    ],
    [
      'a filter on a field that the newest version does not have',
      () =>
        warningsOf(
          [newest],
          consumer({ subscribesTo: [newest], filter: { data: { weight: [1], grams: [2], $or: [] } } }),
        ),
      [
        'filter-without-field:weight:tracking Consumer "tracking" filters on data.weight, a field that none of its events has: what lacks it never arrives.',
      ],
    ],
    [
      'a filter that lets nothing of one of its events through',
      () => {
        const subscribesTo = [newest, orderConfirmed]
        return warningsOf([newest, orderConfirmed], consumer({ subscribesTo, filter: { data: { grams: [1] } } }))
      },
      [expect.stringMatching(/a field that order.confirmed does not have/)],
    ],
    [
      'a filter of all events only if no event has the field',
      () =>
        warningsOf(
          [newest, orderConfirmed],
          consumer(),
          consumer({ subscribesTo: '*', filter: { data: { total: [1] } } }),
          consumer({ name: 'none', subscribesTo: '*', filter: { data: { totals: [1] } } }),
        ).filter((warning) => warning.startsWith('filter')),
      [expect.stringMatching(/^filter-without-field:totals:none /)],
    ],
  ])('tell of %s', (_, warnings, expected) => {
    expect(warnings()).toEqual(expected)
  })

  it('are shown by a synthesis', () => {
    const declared = defineService({ name: 'tracking', consumers: [consumer()] })
    const { stack } = buildPipeline({}, [declared])
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('subscribes to parcel.sent, which is not in'))
  })
})
