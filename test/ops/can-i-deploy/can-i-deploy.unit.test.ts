import { describe, expect, it } from 'vitest'
import { allEvents } from '../../../events/catalog.ts'
import {
  CONTRACTS_METADATA,
  type Contracts,
  contractsOf,
  type ServiceContracts,
} from '../../../lambdas/runtime/declarations/deployed-contracts.ts'
import { services } from '../../../lib/services.ts'
import { contractsIn } from '../../../ops/can-i-deploy/deployed.ts'
import { joinContracts } from '../../../ops/can-i-deploy/join.ts'
import { judgeDeployment } from '../../../ops/can-i-deploy/judge.ts'
import { verdictText } from '../../../ops/can-i-deploy/text.ts'

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
    const own = contractsOf(services, allEvents)
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
        view: ['order.placed version 2 is written already, and it reads up to version 1'],
        audit: ['order.placed version 2 is written already, and it reads up to version 1'],
      },
    })
  })

  it('a type that is gone from the code is still written by what is deployed', () => {
    const without: Contracts = { ...world(), events: {} }
    expect(judged(without, world()).refused.audit).toEqual([
      'order.placed version 1 is written already, and it does not know',
    ])
  })

  it('commands want their addressee first, and their senders before they are dropped', () => {
    expect(judged(world({ accepts: ['cancel', 'hurry'] }), world())).toEqual({
      together: true,
      refused: { saga: ['it may send hurry, which the deployed shop does not accept'] },
    })
    expect(judged(world({ accepts: [] }), world())).toEqual({
      together: true,
      refused: { shop: ['it no longer accepts cancel, which the deployed saga may send'] },
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
