import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import {
  CONTRACTS_METADATA,
  type Contracts,
  contractsOf,
  type ServiceContracts,
} from '../../../lambdas/runtime/declarations/deployed-contracts.ts'
import { services } from '../../../lib/services.ts'
import { isAtStake } from '../../../ops/can-i-deploy/at-stake.ts'
import { changedOrdering, changedOrderingText } from '../../../ops/can-i-deploy/changed-ordering.ts'
import { contractsIn, isDeployed } from '../../../ops/can-i-deploy/deployed.ts'
import { joinContracts } from '../../../ops/can-i-deploy/join.ts'
import { judgeDeployment } from '../../../ops/can-i-deploy/judge.ts'
import { verdictText } from '../../../ops/can-i-deploy/text.ts'
import type { Pauses } from '../../../ops/pauses/read-pauses.ts'

const nothing: ServiceContracts = { states: {}, reads: {}, readsAll: false, accepts: [], sendsCommands: false }

/** `shop` states, `view` reads by name, `audit` reads everything, `saga` sends commands to `shop`. */
const world = ({ writes = 1, accepts = ['cancel'] } = {}): Contracts => ({
  events: { 'order.placed': writes },
  services: {
    shop: { ...nothing, states: { 'order.placed': writes }, accepts },
    view: { ...nothing, reads: { 'order.placed': writes } },
    audit: { ...nothing, readsAll: true },
    saga: { ...nothing, sendsCommands: true },
  },
})

const judged = (checkout: Contracts, deployed: Contracts) => {
  const { services: all, together } = judgeDeployment(checkout, deployed)
  const refused = all.filter(({ alone }) => !alone)
  return {
    together,
    refused: Object.fromEntries(refused.map(({ service, reasons }) => [service, reasons.map(({ why }) => why)])),
  }
}

describe('whether a checkout may be deployed', () => {
  it('is no question for what is deployed already', () => {
    const own = contractsOf(services, allEvents, allCommands)
    expect(judged(own, own)).toEqual({ together: true, refused: {} })
  })

  it('a new version of an event goes after those who read it, or together with them', () => {
    expect(judged(world({ writes: 2 }), world())).toEqual({
      together: true,
      refused: {
        shop: [
          'it writes order.placed version 2, which the deployed view reads up to version 1',
          'it writes order.placed version 2, which the deployed audit reads up to version 1',
        ],
      },
    })
    const { services: all } = judgeDeployment(world({ writes: 2 }), world())
    expect(all[0]?.reasons.map(({ first }) => first)).toEqual(['view', 'audit'])
  })

  it('a new event goes after who takes every event', () => {
    const now = { ...world(), events: { 'order.placed': 1, 'order.eaten': 1 } }
    const shop = { ...now.services.shop!, states: now.events }
    expect(judged({ ...now, services: { ...now.services, shop } }, world())).toEqual({
      together: true,
      refused: { shop: ['it writes order.eaten version 1, which the deployed audit does not know'] },
    })
  })

  it('going back behind what is written helps no order', () => {
    expect(judged(world(), world({ writes: 2 }))).toEqual({
      together: false,
      refused: {
        shop: ['its own order.placed is stored in version 2, and this checkout knows up to version 1'],
        view: ['order.placed version 2 is written already, and this checkout reads up to version 1'],
        audit: ['order.placed version 2 is written already, and this checkout reads up to version 1'],
      },
    })
  })

  it('a type that is gone from the code is still written by what is deployed', () => {
    const without: Contracts = { ...world(), events: {} }
    expect(judged(without, world()).refused.audit).toEqual([
      'order.placed version 1 is written already, and this checkout does not know it',
    ])
  })

  it('a command goes after its addressee, and is dropped in two deployments, because an update puts receivers first', () => {
    expect(judged(world({ accepts: ['cancel', 'hurry'] }), world())).toEqual({
      together: true,
      refused: { saga: ['it may send hurry, which the deployed shop does not accept'] },
    })
    expect(judged(world({ accepts: [] }), world())).toEqual({
      together: false,
      refused: { shop: ['it no longer accepts cancel, which the deployed saga may send'] },
    })
    const text = verdictText(judgeDeployment(world({ accepts: [] }), world()), true, 80)
    expect(text).toMatch(/\nshop {5}no\n/)
    expect(text).toMatch(
      /All together: no\. A command goes in two deployments: declare it deprecated .* no schedule of it stands any more\.\n$/,
    )
  })

  it('a command may be dropped once no deployed service sends it any more, itself included', () => {
    const sending = (shop: string[], saga: string[]): Contracts => {
      const { events, services: all } = world()
      return {
        events,
        services: { ...all, shop: { ...all.shop!, sends: shop }, saga: { ...all.saga!, sends: saga } },
      }
    }
    expect(judged(world({ accepts: [] }), sending(['cancel'], []))).toEqual({
      together: false,
      refused: { shop: ['it no longer accepts cancel, which the deployed shop may send'] },
    })
    expect(judged(world({ accepts: [] }), sending([], []))).toEqual({ together: true, refused: {} })
  })

  it('a service is taken out in two deployments as long as a deployed one, itself included, may send what it accepts', () => {
    const without = (taken: string, { events, services: all }: Contracts): Contracts => ({
      events,
      services: Object.fromEntries(Object.entries(all).filter(([name]) => name !== taken)),
    })
    const now = without('shop', world())
    expect(judged(now, world())).toEqual({
      together: false,
      refused: { shop: ['it no longer accepts cancel, which the deployed saga may send'] },
    })
    expect(verdictText(judgeDeployment(now, world()), true, 80)).toMatch(
      /All together: no\. A command goes in two deployments/,
    )
    const { saga, shop } = world().services
    const self = {
      ...world(),
      services: { ...world().services, saga: { ...saga!, sends: [] }, shop: { ...shop!, sends: ['cancel'] } },
    }
    expect(judged(without('shop', self), self).refused.shop).toHaveLength(1)
    // Nobody sends it any more, or whatever it did was only to read.
    const silent = { ...world(), services: { ...world().services, saga: { ...saga!, sends: [] } } }
    expect(judged(without('shop', silent), silent).refused.shop).toBeUndefined()
    expect(judged(without('audit', world()), world())).toEqual({ together: true, refused: {} })
  })

  it('a service that is gone and has a stack of its own stays until that stack is deleted', () => {
    const stacks = Object.entries(world().services).map(([name, own]) => ({ ...world(), services: { [name]: own } }))
    const { shop: _, ...others } = world().services
    expect(judged({ ...world(), services: others }, joinContracts(stacks)).refused.shop).toBeUndefined()
  })

  describe('of an event whose data may go by reference (claimCheck)', () => {
    const large: Contracts = { ...world(), byReference: ['order.placed'] }
    const ahead = (reader: string) =>
      `it may write order.placed by reference (claimCheck), which the deployed ${reader} does not read yet`

    it('its readers go first', () => {
      expect(judged(large, world())).toEqual({ together: true, refused: { shop: [ahead('view'), ahead('audit')] } })
      expect(judged(large, large)).toEqual({ together: true, refused: {} })
    })

    it('each of them for itself, where each has a stack of its own', () => {
      const alone = (name: 'shop' | 'view' | 'audit', from: Contracts): Contracts => ({
        ...from,
        services: { [name]: from.services[name]! },
      })
      const some = joinContracts([alone('shop', world()), alone('view', large), alone('audit', world())])
      expect(judged(large, some).refused).toEqual({ shop: [ahead('audit')] })
    })

    it('nobody goes back behind that', () => {
      const why =
        'order.placed may be stored by reference (claimCheck), and this checkout no longer reads references to its data'
      expect(judged(world(), large)).toEqual({ together: false, refused: { shop: [why], view: [why], audit: [why] } })
    })

    it('the template says so', () => {
      const event = { type: 'order.placed', version: 1, aggregate: 'order', producer: 'shop-service' }
      expect(contractsOf([], [{ ...event, claimCheck: true }], []).byReference).toEqual(['order.placed'])
      expect(contractsOf([], [event], [])).toEqual({ events: { 'order.placed': 1 }, services: {} })
    })
  })

  it('a version that was retired is written still by whoever was not deployed since', () => {
    const versions = [{ version: 2 }, { version: 4 }] as never
    const event = { type: 'order.placed', version: 4, aggregate: 'order', producer: 'shop-service', versions }
    const { retired } = contractsOf([], [event], [])
    expect(retired).toEqual({ 'order.placed': [1, 3] })
    const now = { ...world({ writes: 4 }), retired: retired! }
    expect(judged(now, world({ writes: 3 })).refused.view).toEqual([
      'order.placed version 3 is written already, and this checkout no longer knows it',
    ])
    expect(judged(now, world({ writes: 2 })).refused.view).toBeUndefined()
  })

  it('an event is read, too, where it is stored: by consumers that look it up, and requests that load its stream', () => {
    const order = { type: 'order.placed', version: 3, aggregate: 'order', producer: 'shop-service' }
    const own = { type: 'view.made', version: 1, aggregate: 'order', producer: 'view-service' }
    const reads = (service: object) => contractsOf([service as never], [order, own], []).services.view?.reads
    const view = { name: 'view', consumers: [] }
    expect(reads(view)).toEqual({})
    expect(reads({ ...view, consumers: [{ subscribesTo: [], accepts: [], uses: { facts: [order] } }] })).toEqual({
      'order.placed': 3,
    })
    expect(reads({ ...view, api: { uses: { eventStore: 'read', streams: ['order'] } } })).toEqual({ 'order.placed': 3 })
    expect(reads({ ...view, api: { uses: { eventStore: 'read' } } })).toEqual({ 'order.placed': 3 })
    expect(reads({ ...view, api: { uses: { eventStore: 'read', streams: ['parcel'] } } })).toEqual({})
  })

  it('a service may send the commands that its code knows, but none that is deprecated or left to a schedule', () => {
    const uses = { commands: true, schedules: 'saga-commands' }
    const saga = { name: 'saga', consumers: [], api: { uses } } as never
    const command = { type: 'cancel', addressee: 'shop-commands' }
    const deprecated = { since: '2026-11-01', until: '2027-05-01', why: 'Nobody cancels.' } as never
    expect(
      contractsOf(
        [saga],
        [],
        [
          command,
          { ...command, type: 'stop', deprecated },
          { ...command, type: 'close', sentBy: 'schedule' },
          { ...command, type: 'expire', addressee: 'saga-commands', sentBy: 'schedule' },
        ],
      ).services.saga?.sends,
    ).toEqual(['cancel', 'expire'])
  })

  describe('of a field that a subscription filters on', () => {
    const filtering = (fields: readonly string[], filtered: readonly string[], of: 'view' | 'shop' = 'view') => {
      const now: Contracts = { ...world(), fields: { 'order.placed': fields } }
      const filters = filtered.length > 0 ? { only: { types: ['order.placed'], fields: filtered } } : {}
      return { ...now, services: { ...now.services, [of]: { ...now.services[of]!, filters } } }
    }
    const gone =
      'it no longer writes data.tier of order.placed, on which the deployed only filters: nothing of it would arrive there'

    it('it goes after the filter on it, and not while that stays', () => {
      expect(judged(filtering(['total'], []), filtering(['tier', 'total'], ['tier']))).toEqual({
        together: true,
        refused: { shop: [gone] },
      })
      const [shop] = judgeDeployment(filtering(['total'], []), filtering(['tier'], ['tier'])).services
      expect(shop?.reasons).toEqual([{ why: gone, first: 'view' }])
      const stays = judgeDeployment(filtering(['total'], ['tier']), filtering(['tier', 'total'], ['tier']))
      expect(stays.together).toBe(false)
      expect(verdictText(stays, true, 80)).toMatch(
        /All together: no\. A filter and its field go in two deployments: .*\n$/,
      )
    })

    it('it goes in a deployment after the filter, too, where both are of one service', () => {
      expect(judged(filtering(['total'], [], 'shop'), filtering(['tier'], ['tier'], 'shop'))).toEqual({
        together: false,
        refused: { shop: [gone] },
      })
    })

    it('a filter on a new one goes in a deployment after the field', () => {
      expect(judged(filtering(['tier', 'total'], ['tier']), filtering(['total'], []))).toEqual({
        together: false,
        refused: {
          view: [
            'only would filter on data.tier of order.placed, which the deployed shop does not write yet: what it writes until then would not arrive',
          ],
        },
      })
      expect(judged(filtering(['tier'], ['tier']), filtering(['tier'], []))).toEqual({ together: true, refused: {} })
    })

    it('nothing is said where the deployed template does not state it', () => {
      expect(judged(filtering(['tier'], ['tier']), world())).toEqual({ together: true, refused: {} })
      expect(judged(filtering(['tier'], ['tier']), filtering(['total'], ['tier'])).refused).toEqual({})
    })

    it('each producer as it is deployed, where each has a stack of its own', () => {
      const before = filtering(['total'], ['tier'])
      const [old, now] = [filtering(['tier'], ['tier']), before]
      const stacks = joinContracts([
        { ...now, services: { view: now.services.view! } },
        { ...old, services: { shop: old.services.shop! } },
      ])
      expect(stacks.fields).toEqual({ 'order.placed': ['tier'] })
    })

    it('the template says so', () => {
      const [tier, total] = [z.object({ tier: z.string() }), z.object({ total: z.number() })]
      const schema = z.union([tier, z.union([total, z.object({ note: z.string() })])])
      const event = { type: 'order.placed', version: 1, aggregate: 'order', producer: 'shop-service' }
      const versions = [{ version: 1, schema }] as never
      expect(contractsOf([], [{ ...event, versions }], []).fields).toEqual({
        'order.placed': ['tier', 'total', 'note'],
      })
      const filter = {
        data: { tier: ['gold'], coupon: [{ exists: false }], $or: [{ total: [1] }, { tier: ['silver'] }] },
      }
      const consumer = { name: 'only', accepts: [], uses: {}, subscribesTo: [event], filter }
      expect(contractsOf([{ name: 'view', consumers: [consumer] } as never], [], []).services.view?.filters).toEqual({
        only: { types: ['order.placed'], fields: ['tier'] },
      })
    })
  })

  it('is told service by service, with what goes first', () => {
    const text = verdictText(judgeDeployment(world({ writes: 2 }), world()), true, 80)
    expect(text).toMatch(/^SERVICE {2}ALONE {2}AFTER\nshop {5}no {5}view, audit\nview {5}yes\n/)
    expect(text).toContain('\nshop: it writes order.placed version 2, which the deployed view reads up to version 1.\n')
    expect(text).toMatch(/All together: yes\. Receivers are updated before senders\.\n$/)
    expect(verdictText(judgeDeployment(world(), world({ writes: 2 })), true, 80)).toMatch(/All together: no\./)
  })
})

describe('a stack whose template does not tell what runs', () => {
  it.each([
    [
      'UPDATE_IN_PROGRESS',
      'EventPipeline-dev is UPDATE_IN_PROGRESS: what runs is not known yet. Ask again once it has ended.',
    ],
    [
      'UPDATE_ROLLBACK_FAILED',
      'EventPipeline-dev is UPDATE_ROLLBACK_FAILED: what runs is not known. Bring it to an end first',
    ],
  ])('is refused: %s', (status, message) => {
    expect(() => isDeployed('EventPipeline-dev', status)).toThrow(message)
  })

  it.each(['UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'])(
    'is none that is %s',
    (status) => {
      expect(isDeployed('EventPipeline-dev', status)).toBe(true)
    },
  )
})

it.each(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'])('a stack that is %s is not deployed', (status) => {
  expect(isDeployed('EventPipeline-dev', status)).toBe(false)
})

const anchorsOf = (page: string): string[] =>
  [...readFileSync(join(import.meta.dirname, '../../../docs', page), 'utf8').matchAll(/^#+ (.+)$/gm)].map(
    ([, title = '']) => title.toLowerCase().replaceAll('`', '').replaceAll(' ', '-'),
  )

describe('an ordered consumer that takes a further type', () => {
  const viewing = (inOrder?: ServiceContracts['inOrder']): Contracts => {
    const { view, ...rest } = world().services
    return { ...world(), services: { ...rest, view: { ...view!, ...(inOrder && { inOrder }) } } }
  }
  const beginning = (checkout: Contracts, deployed: Contracts) =>
    judgeDeployment(checkout, deployed).services.flatMap(({ newlyInOrder }) => newlyInOrder)
  const one = { view: ['order.placed'] }
  const two = { view: ['order.placed', 'order.eaten'] }

  it('is named, because SNS may leave out the first event of it and deliver the next', () => {
    const verdict = judgeDeployment(viewing(two), viewing(one))
    expect(verdict.services.map(({ alone }) => alone)).toEqual([true, true, true, true])
    expect(beginning(viewing(two), viewing(one))).toEqual([
      { consumer: 'view', types: ['order.eaten'], isNewConsumer: false },
    ])
    const text = verdictText(verdict, true, 80)
    expect(text).toMatch(
      /\n\nview takes order\.eaten in order, which it has not until now: for 15 minutes SNS may .*\n\nAll/,
    )
    const [, section = ''] = /docs\/deploy\.md#(\S+)\.\n/.exec(text) ?? []
    expect(anchorsOf('deploy.md')).toContain(section)
  })

  it('is named as a whole if it is new', () => {
    const added = { consumer: 'view', types: ['order.placed'], isNewConsumer: true }
    expect(beginning(viewing(one), viewing({}))).toEqual([added])
    const { view, ...rest } = world().services
    expect(beginning(viewing(one), { ...world(), services: rest })).toEqual([added])
    expect(verdictText(judgeDeployment(viewing({ view: ['*'] }), viewing({})), true, 80)).toContain(
      'view is new and takes every event in order: ',
    )
  })

  it('is none where it takes no more than before, takes all already, or the deployed template does not say', () => {
    expect(beginning(viewing(one), viewing(two))).toEqual([])
    expect(beginning(viewing(two), viewing({ view: ['*'] }))).toEqual([])
    expect(beginning(viewing(two), viewing())).toEqual([])
  })

  it('is known from what the template says', () => {
    const consumer = { name: 'view', accepts: [], uses: {}, subscribesTo: [{ type: 'order.placed', version: 1 }] }
    const stated = (...consumers: object[]) =>
      contractsOf([{ name: 'view', consumers } as never], [], []).services.view?.inOrder
    expect(stated({ ...consumer, ordering: 'aggregate' }, { ...consumer, name: 'mail', ordering: 'none' })).toEqual(one)
    expect(stated({ ...consumer, ordering: 'aggregate', subscribesTo: '*' })).toEqual({ view: ['*'] })
  })
})

it('what is parked for the consumer of another service is at stake only where one deployment updates both', () => {
  const { shop, view } = world().services
  const services = { shop: shop!, view: { ...view!, inOrder: { gone: ['order.placed'] } } }
  const [together, apart] = [
    { events: {}, services },
    { events: {}, services, known: {} },
  ]
  expect([isAtStake('shop', together, 'gone'), isAtStake(undefined, apart, 'gone')]).toEqual([true, true])
  expect([isAtStake('shop', apart, 'gone'), isAtStake('view', apart, 'gone')]).toEqual([false, true])
  expect(isAtStake('shop', apart, 'of nobody'), 'nobody knows whose it is').toBe(true)
})

describe('another ordering of a deployed consumer', () => {
  const url = (suffix = '') => `https://sqs.eu-central-1.amazonaws.com/000000000000/queue${suffix}`
  const outputs = new Map([
    ['ConsumerOrderViewQueueUrl', url('.fifo')],
    ['ConsumerAnalyticsQueueUrl', url()],
  ])
  const changed = (name: string, ordering: 'none' | 'aggregate', pauses: Pauses = new Map()) =>
    changedOrdering([{ name, ordering }], outputs, pauses)

  it('gives it another queue, so what waits would be lost: not before it is drained', () => {
    expect(changed('analytics', 'aggregate')).toEqual([{ consumer: 'analytics', to: 'aggregate' }])
    const [one] = changed('order-view', 'none')
    expect(changedOrderingText(one!)).toContain(
      "Not yet, because of a queue: ordering: 'none' gives the deployed order-view another queue",
    )
  })

  it('of a paused one says from when on to replay', () => {
    const pause = { by: 'ada', since: '2026-04-28T10:00:00.000Z', reason: 'another queue' }
    const [one] = changed('analytics', 'aggregate', new Map([['analytics', pause]]))
    expect(one?.pausedSince).toBe(pause.since)
    const text = changedOrderingText(one!)
    expect(text).toContain('It is paused since 2026-04-28T10:00:00.000Z: after the deployment replay')
    const [, section = ''] = /docs\/deploy\.md#(\S+)\.$/.exec(text) ?? []
    expect(anchorsOf('deploy.md')).toContain(section)
  })

  it('is none where it stays as it is, or is not deployed', () => {
    expect([changed('order-view', 'aggregate'), changed('analytics', 'none'), changed('new', 'aggregate')]).toEqual([
      [],
      [],
      [],
    ])
  })
})

describe('a stack per service, each deployed from a checkout of its own', () => {
  const stackOf = (name: keyof ReturnType<typeof world>['services'], from: Contracts): Contracts => ({
    events: from.events,
    services: { [name]: from.services[name]! },
  })
  const placedAndEaten = { 'order.placed': 1, 'order.eaten': 1 }
  const next: Contracts = {
    events: placedAndEaten,
    services: { ...world().services, shop: { ...world().services.shop!, states: placedAndEaten } },
  }
  const deployed = joinContracts([
    { events: placedAndEaten, services: {} },
    stackOf('shop', world()),
    stackOf('view', next),
    stackOf('audit', world()),
    stackOf('saga', world()),
  ])

  it('is judged by what each of them knows, not by what another one knows', () => {
    expect(judged(next, deployed)).toEqual({
      together: true,
      refused: { shop: ['it writes order.eaten version 1, which the deployed audit does not know'] },
    })
    const audited = joinContracts([stackOf('shop', world()), stackOf('audit', next)])
    expect(judged(next, audited).refused).not.toHaveProperty('shop')
  })

  it('an event is written as its own producer is deployed', () => {
    expect(joinContracts([stackOf('shop', world()), stackOf('view', world({ writes: 2 }))]).events).toEqual({
      'order.placed': 1,
    })
  })

  it('is refused where each has to go after the other, which one stack leaves to the wait of receivers', () => {
    const mutual = (version: number): Contracts => {
      const [asked, told] = [{ 'a.asked': version }, { 'b.told': version }]
      return {
        events: { ...asked, ...told },
        services: { a: { ...nothing, states: asked, reads: told }, b: { ...nothing, states: told, reads: asked } },
      }
    }
    const apart = joinContracts(
      Object.entries(mutual(1).services).map(([name, own]) => ({ ...mutual(1), services: { [name]: own } })),
    )
    const verdict = judgeDeployment(mutual(2), apart)
    expect(verdict).toMatchObject({ together: false, circles: [['a', 'b']] })
    expect(verdictText(verdict, true, 80)).toMatch(
      /All together: no\. a, b: each has to be deployed after another one of them, so none can go first\./,
    )
    expect(judgeDeployment(mutual(2), mutual(1))).toMatchObject({ together: true, circles: [] })
  })

  it('says that nothing but whoever deploys holds the order', () => {
    expect(verdictText(judgeDeployment(next, deployed), true, 80)).toMatch(
      /All together: yes, each stack after those of the services that it names here\./,
    )
  })
})

describe('what a deployed template says', () => {
  it('is what its services read and write', () => {
    const template = JSON.stringify({ Metadata: { [CONTRACTS_METADATA]: world() }, Resources: {} })
    expect(contractsIn('EventPipeline-dev', template)).toEqual(world())
  })

  it.each([
    ['{"Resources":{}}', /does not say what its services read and write/],
    ['Resources:\n', /is not JSON/],
  ])('is refused in one line where there is nothing: %j', (template, message) => {
    expect(() => contractsIn('EventPipeline-dev', template)).toThrow(message)
  })
})
