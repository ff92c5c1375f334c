import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import { cancelOrder } from '../../../events/commands/order.ts'
import { defineEvent } from '../../../events/define-event.ts'
import { orderConfirmed } from '../../../events/order.ts'
import {
  type ConsumerDeclaration,
  type ConsumerOptions,
  defineConsumer,
} from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineOutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { defineService } from '../../../lambdas/runtime/declarations/service.ts'
import { services } from '../../../lib/services.ts'
import { subscriptions } from '../../../lib/subscriptions.ts'
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
const sizes = <const Size extends string>(...size: readonly Size[]) => z.object({ size: z.enum(size) })
const consumer = (options: Partial<ConsumerOptions> = {}) =>
  defineConsumer({ name: 'tracking', subscribesTo: [parcelSent], delivery: 'at-least-once', ...options } as never)

const told = (contracts: object): string[] =>
  contractWarnings({ events: [], commands: [], services: [], ...contracts } as never).map(
    ({ id, message }) => `${id} ${message}`,
  )
const warningsOf = (events: readonly unknown[], ...consumers: readonly ConsumerDeclaration[]) => {
  const accepted = consumers.flatMap(({ accepts }) => accepts.map(({ type }) => type))
  const commands = allCommands.filter(({ type }) => accepted.includes(type))
  return told({
    events,
    commands,
    services: [
      { name: 'parcel', consumers },
      { name: 'order', consumers: [] },
    ],
  })
}
const toTeam = (options: object, events: readonly unknown[] = [parcelSent], contracts: object = {}) => {
  const queueArns = { prod: 'arn:aws:sqs:us-east-1:111122223333:parcels' }
  const subscription = defineOutboundSubscription({ name: 'loyalty', events: [parcelSent], queueArns, ...options })
  return told({ events, services: [{ name: 'parcel', consumers: [] }], subscriptions: [subscription], ...contracts })
}

describe('warnings about contracts', () => {
  it('are none of the pipeline as it is', () => {
    expect(contractWarnings({ events: allEvents, commands: allCommands, services, subscriptions })).toEqual([])
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
      () => warningsOf([newest], consumer({ subscribesTo: [newest], filter: { data: { weight: [1], grams: [2] } } })),
      [
        'filter-without-field:weight:tracking Consumer "tracking" filters on data.weight, a field that none of its events has: what lacks it never arrives.',
        expect.stringMatching(/^filter-without-old-field:grams:/),
      ],
    ],
    [
      'a field that an alternative of a filter looks at, and that the newest version does not have',
      () =>
        warningsOf(
          [newest],
          consumer({ subscribesTo: [newest], filter: { data: { $or: [{ weight: [1] }, { grams: [2] }] } } }),
        ),
      [
        'filter-without-field:weight:tracking Consumer "tracking" filters on data.weight, a field that none of its events has: that alternative of its $or never holds for what lacks it.',
      ],
    ],
    [
      'a filter that lets nothing of one of its events through',
      () => {
        const subscribesTo = [newest, orderConfirmed]
        return warningsOf([newest, orderConfirmed], consumer({ subscribesTo, filter: { data: { grams: [1] } } }))
      },
      [
        expect.stringMatching(/a field that order.confirmed does not have/),
        expect.stringMatching(/^filter-without-old-field:grams:/),
      ],
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
    [
      'no deprecated event whose producer is gone, and which nobody takes any more',
      () => warningsOf([{ ...parcelSent, deprecated, producer: 'former-service' }]),
      [],
    ],
    [
      'a command that nobody accepts',
      () => told({ commands: [cancelOrder] }),
      [
        expect.stringMatching(
          /^nobody-accepts:cancel_order .* so commands of this type are never handled\. Its addressee is "order-commands"\./,
        ),
      ],
    ],
    [
      'a deprecation whose dates are none',
      () =>
        warningsOf(
          [
            {
              ...newest,
              versions: newest.versions.map((one) => ({ ...one, deprecated: { ...deprecated, since: 'soon' } })),
            },
          ],
          consumer({ subscribesTo: [newest] }),
        ),
      Array(2).fill(
        'deprecation-date:parcel.sent parcel.sent is deprecated with since "soon", which is not a date: write it as YYYY-MM-DD.',
      ),
    ],
    [
      'a filter on a field that an old version does not have, while that is not deprecated',
      () =>
        warningsOf(
          [newest],
          consumer({ subscribesTo: [newest], filter: { data: { grams: [{ numeric: ['>', 1] }] } } }),
        ),
      [
        expect.stringMatching(
          /^filter-without-old-field:grams:parcel.sent:tracking Consumer "tracking" filters on data.grams, a field that version 1 of parcel.sent does not have: events that are still written in that version never arrive\./,
        ),
      ],
    ],
    [
      'no filter on what lacks a field, if an event or a version of it has that field',
      () => {
        const subscribesTo = [newest, orderConfirmed]
        const data = { grams: [5, { exists: false }], weight: [{ exists: false }] }
        return warningsOf(subscribesTo, consumer({ subscribesTo, filter: { data } }))
      },
      [],
    ],
    [
      'a filter on the absence of a field that no event has',
      () => warningsOf([parcelSent], consumer({ filter: { data: { wieght: [{ exists: false }] } } })),
      [
        'filter-without-field:wieght:tracking Consumer "tracking" filters on the absence of data.wieght, a field that no version of its events has: that condition always holds.',
      ],
    ],
    [
      'no such filter once that version is deprecated',
      () => {
        const [first, ...others] = newest.versions
        const exact = { ...newest, versions: [{ ...first!, deprecated }, ...others] }
        return warningsOf([exact], consumer({ subscribesTo: [exact], filter: { data: { grams: [1] } } }))
      },
      [],
    ],
    [
      'a filter for a value that its field never has, in any version',
      () => {
        const one = defineEvent({
          ...description,
          type: 'parcel.sized',
          schema: sizes('s', 'm'),
          example: { size: 's' },
        })
        const sized = one.evolve({
          schema: sizes('m', 'l'),
          example: { size: 'm' },
          upcast: () => ({ size: 'm' }),
        })
        const size = ['s', 'l', 'xl', 'xxl', { prefix: 'x' }]
        return warningsOf([sized], consumer({ subscribesTo: [sized], filter: { data: { size } } }))
      },
      [
        'filter-for-no-value:size:tracking Consumer "tracking" filters on data.size for "xl", "xxl", values that no version of its events can have there.',
      ],
    ],
    ['an event that another team takes as one that is taken', () => toTeam({}), []],
    [
      'a subscription of another team that filters on what its events do not have',
      () => toTeam({ filter: { data: { wight: [1] } } }),
      [
        'filter-without-field:wight:to-loyalty Subscription of another team "loyalty" filters on data.wight, a field that none of its events has: what lacks it never arrives. Did you mean data.weight?',
      ],
    ],
    [
      'a subscription of another team to an old definition, and to what is deprecated',
      () => [...toTeam({}, [newest]), ...toTeam({ events: [{ ...parcelSent, deprecated }] })],
      [
        expect.stringMatching(
          /^nobody-writes:parcel.sent:to-loyalty .* version 2 is written: that one is what they get/,
        ),
        expect.stringMatching(
          /^deprecated-consumed:parcel.sent:to-loyalty Subscription .* takes parcel.sent, which is/,
        ),
      ],
    ],
    [
      'a queue of another team for a stage that has no file',
      () => toTeam({}, undefined, { isStage: (stage: string) => stage === 'production' }),
      [
        'nothing-sent:prod:to-loyalty Subscription of another team "loyalty" names a queue for the stage "prod", which has no file in stages/: nothing is sent there unless a stage of that name is deployed.',
      ],
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
