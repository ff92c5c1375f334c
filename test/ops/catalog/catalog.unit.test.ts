import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import { defineEvent } from '../../../events/define-event.ts'
import { orderCreated } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineOutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { defineService } from '../../../lambdas/runtime/declarations/service.ts'
import { services } from '../../../lib/services.ts'
import { CATALOG_FILE, catalogAt } from '../../../ops/catalog/at-revision.ts'
import { catalogOf, type Declared } from '../../../ops/catalog/derive.ts'
import { diffCatalogs } from '../../../ops/catalog/diff.ts'
import { diffMarkdown, diffText } from '../../../ops/catalog/diff-text.ts'
import { edgesOf, mermaid } from '../../../ops/catalog/graph.ts'
import { impactOf } from '../../../ops/catalog/impact.ts'
import { commandText, consumerText, eventText, impactText, overview } from '../../../ops/catalog/text.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'

const catalog = catalogOf({ events: allEvents, commands: allCommands, services })

const described = { aggregate: 'parcel', producer: 'parcel-service', meaning: 'A parcel left.' } as const
const sent = defineEvent({
  ...described,
  type: 'parcel.sent',
  schema: z.object({ weight: z.number(), lines: z.array(z.object({ sku: z.optional(z.string()) })) }),
  example: { weight: 1, lines: [] },
})
const next = sent.evolve({
  schema: z.object({ grams: z.int(), size: z.enum(['s', 'm']) }),
  example: { grams: 1000, size: 's' },
  upcast: ({ weight }) => ({ grams: weight * 1000, size: 's' as const }),
  deprecatesPrevious: { since: '2026-11-26', reason: 'grams are exact' },
})
const tracking = defineConsumer({
  name: 'tracking',
  subscribesTo: [sent],
  filter: { data: { weight: [{ numeric: ['>', 1] }] } },
  delivery: 'at-least-once',
})
const parcels = defineService({ name: 'parcel', consumers: [tracking] })
const small = (change: Partial<Declared> = {}) =>
  catalogOf({ events: [sent, orderCreated], commands: [], services: [parcels], ...change })

describe('the catalog', () => {
  it('has every event, command, consumer and service of the code', () => {
    expect(catalog.events.map(({ type }) => type)).toEqual(allEvents.map(({ type }) => type))
    expect(catalog.commands).toHaveLength(allCommands.length)
    expect(catalog.consumers).toHaveLength(services.flatMap(({ consumers }) => consumers).length)
    expect(catalog.services.map(({ name }) => name)).toEqual(services.map(({ name }) => name))
  })

  it('knows the fields of each version, at any depth', () => {
    expect(small().events[0]?.versions).toEqual([
      { version: 1, fields: { weight: 'number', lines: 'list of object', 'lines[].sku': 'optional text' } },
    ])
    const [first, second] = small({ events: [next] }).events[0]!.versions
    expect(first?.deprecated).toMatchObject({ since: '2026-11-26' })
    expect(second?.fields).toEqual({ grams: 'whole number', size: 's|m' })
  })

  it('says of a consumer what it takes although nobody should write it any more', () => {
    const old = defineEvent({
      ...described,
      type: 'parcel.lost',
      schema: z.object({}),
      example: {},
      deprecated: { since: '2026-11-26', until: '2027-05-01', reason: 'it is never said', replacement: 'parcel.sent' },
    })
    const taking = defineConsumer({ name: 'tracking', subscribesTo: [sent, old], delivery: 'at-least-once' })
    const services = [defineService({ name: 'parcel', consumers: [taking] })]
    const of = small({ events: [sent, old], services })
    expect(consumerText(of, of.consumers[0]!)).toContain(
      '  although  parcel.lost is deprecated since 2026-11-26, and may be gone from 2027-05-01 on: it is never said. Use parcel.sent.\n',
    )
  })

  it('says of a command that it is deprecated, until when, and what to use instead', () => {
    const deprecated = { since: '2026-11-26', until: '2027-05-01', reason: 'it is never sent', replacement: 'send_box' }
    const command = { type: 'send_parcel', addressee: 'tracking', meaning: 'Send it.', fields: {}, deprecated }
    expect(commandText(command)).toContain(
      '\n  deprecated since 2026-11-26, and may be gone from 2027-05-01 on: it is never sent. Use send_box.\n',
    )
  })

  it('knows the queue of each consumer', () => {
    const [consumer] = small().consumers
    expect(consumer?.queue).toMatchObject({ kind: 'standard', retentionDays: 4, deadLetterRetentionDays: 14 })
    expect(consumerText(small(), consumer!)).toMatch(
      / {2}queue {5}standard, keeps 4 days, dead letters 14\n {12}invisible for \d+ s, received \d+ times at most\n/,
    )
    const { queue: _, ...older } = consumer!
    expect(diffCatalogs({ ...small(), consumers: [older] }, small())).toEqual([])
  })

  it('is told within the width of a terminal', () => {
    for (const line of overview(catalog, 80).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(eventText(catalog, catalog.events.find(({ type }) => type === 'notification.sent')!)).toMatch(
      /deprecated {2}version 1 since 2026-11-26[\s\S]* {2}subject +text, 1 to 500 characters\n/,
    )
  })
})

describe('the impact of a change', () => {
  it('names who subscribes, who takes everything, what to rebuild, and what follows', () => {
    const impact = impactOf(catalog, 'notification.sent', 'subject')
    expect(impact).toMatchObject({
      version: 2,
      producer: 'notification-service',
      field: { path: 'subject', kind: 'text, 1 to 500 characters' },
      affected: [
        { consumer: 'order-summary', subscribes: 'name', filtersOnField: false, rebuild: ['order-summary'] },
        { consumer: 'analytics', subscribes: 'all' },
        { consumer: 'audit', subscribes: 'all' },
      ],
    })
    expect(impactText(impact)).toContain('read models to rebuild: order-summary')
    expect(impactOf(catalog, 'order.created').next).toContainEqual({
      event: 'payment.processed',
      service: 'payment',
      by: ['payment'],
      consumers: ['order-summary', 'checkout'],
    })
  })

  it('names consumers that look the event up, and services of which requests read it, where it is stored', () => {
    const { affected } = impactOf(catalog, 'payment.failed')
    expect(affected).toContainEqual(expect.objectContaining({ consumer: 'checkout-commands', subscribes: 'stored' }))
    const impact = impactOf(catalog, 'order.created')
    expect(impact.requests).toEqual(['order-view'])
    expect(impactText(impact)).toContain('  requests to order-view, which read it where it is stored\n')
    expect(impactText(impactOf(catalog, 'payment.failed'))).toContain(
      '  checkout-commands (checkout), which reads it where it is stored\n',
    )
  })

  it('names other teams that get the event, and filter on the field', () => {
    const subscription = defineOutboundSubscription({
      name: 'loyalty-team',
      events: [sent],
      filter: { data: { weight: [{ numeric: ['>', 1] }] } },
      queueArns: { prod: 'arn:aws:sqs:us-east-1:111122223333:parcels' },
    })
    const subscribed = small({ subscriptions: [subscription] })
    const impact = impactOf(subscribed, 'parcel.sent', 'weight')
    expect(impact.otherTeams).toEqual([{ name: 'loyalty-team', filtersOnField: true }])
    expect(impactText(impact)).toContain('  loyalty-team, another team, which gets it in a queue of its own\n')
    expect(impactText(impact)).toContain('filters on weight: tracking, loyalty-team\n')
    expect(impactOf(subscribed, 'order.created').otherTeams).toEqual([])
    expect(eventText(subscribed, subscribed.events[0]!)).toContain('  sent to    loyalty-team (other teams)\n')
    expect(diffText(diffCatalogs(small(), subscribed))).toBe('+ subscription of another team loyalty-team\n')
    expect(overview(subscribed, 80)).toMatch(/OTHER TEAM +STAGES +GETS\nloyalty-team +prod +parcel\.sent\n/)
  })

  it('names who filters on a field', () => {
    expect(impactOf(small(), 'parcel.sent', 'weight').affected).toMatchObject([{ filtersOnField: true }])
    expect(impactOf(small(), 'parcel.sent', 'lines[].sku').affected).toMatchObject([{ filtersOnField: false }])
  })

  it('names who filters on a field in an alternative', () => {
    const filter = { data: { $or: [{ weight: [1] }, { $or: [{ lines: [{ exists: true }] }, { weight: [2] }] }] } }
    const either = defineConsumer({ name: 'either', subscribesTo: [sent], filter, delivery: 'at-least-once' })
    const declared = small({ services: [defineService({ name: 'parcel', consumers: [either] })] })
    expect(declared.consumers[0]?.filtersOn).toEqual(['weight', 'lines'])
    expect(impactOf(declared, 'parcel.sent', 'weight').affected).toMatchObject([{ filtersOnField: true }])
  })

  it('finds a field as a contract check names it, and in an old version', () => {
    const of = small({ events: [next, orderCreated] })
    expect(impactOf(of, 'parcel.sent', '/lines/*/sku')).toMatchObject({
      field: { path: 'lines[].sku', kind: 'optional text' },
      versions: [1],
    })
    expect(impactOf(of, 'parcel.sent', 'data.grams').field?.path).toBe('grams')
    expect(impactText(impactOf(of, 'parcel.sent', 'weight'))).toContain('parcel.sent.weight (number), version 2\n')
    expect(impactText(impactOf(of, 'parcel.sent', 'weight'))).toContain(
      'it stands in version 1 only, and not in version 2 any more\n',
    )
  })

  it('refuses what there is not, and says what is meant', () => {
    expect(() => impactOf(catalog, 'order.creatd')).toThrow(
      'There is no event or consumer "order.creatd". Did you mean order.created?',
    )
    expect(() => impactOf(catalog, 'paymnt')).toThrow('Did you mean payment?')
    expect(() => impactOf(catalog, 'cancel_order')).toThrow(
      '"cancel_order" is a command, which concerns order-commands alone: catalog show cancel_order',
    )
    expect(() => impactOf(catalog, 'order.created', 'totl')).toThrow('has no field "totl". Did you mean total?')
  })
})

describe('the graph', () => {
  it('has an arrow for what each service hears from another', () => {
    expect(edgesOf(catalog)).toContainEqual({
      from: 'order',
      to: 'payment',
      events: ['order.created', 'order.cancelled'],
      kind: 'events',
    })
    const text = mermaid(catalog)
    expect(text).toMatch(/^flowchart LR\n/)
    expect(text).toContain('order -->|"order.created<br>order.cancelled"| payment')
    expect(text).toContain('checkout -.->|"refund_payment"| payment')
  })
})

describe('the difference of two catalogs', () => {
  const details = (before: Partial<Declared>, after: Partial<Declared>) =>
    diffCatalogs(small(before), small(after)).map(({ kind, what, detail }) => [kind, what, detail])

  it('concerns those who lost an event, too, and other teams', () => {
    const queueArns = { prod: 'arn:aws:sqs:us-east-1:111122223333:parcels' }
    const loyalty = defineOutboundSubscription({ name: 'loyalty-team', events: [sent], queueArns })
    const after = small({ events: [orderCreated], services: [defineService({ name: 'parcel', consumers: [] })] })
    const [removed] = diffCatalogs(small({ subscriptions: [loyalty] }), after)
    expect(removed).toMatchObject({
      kind: 'removed',
      what: 'event parcel.sent',
      concerns: ['tracking', 'loyalty-team (another team)'],
    })
    const command = { type: 'send_parcel', addressee: 'tracking', meaning: 'Send it.', fields: {} }
    const [moved] = diffCatalogs(
      { ...small(), commands: [command] },
      { ...small(), commands: [{ ...command, addressee: 'depot' }] },
    )
    expect(moved?.concerns).toEqual(['tracking', 'depot'])
  })

  it('is nothing for the same', () => {
    expect(diffCatalogs(catalog, JSON.parse(JSON.stringify(catalog)))).toEqual([])
    expect(diffText([])).toBe('Nothing of the catalog has changed.\n')
  })

  it('tells a new version by its fields, and whom it concerns', () => {
    expect(details({}, { events: [next, orderCreated] })).toEqual([
      ['changed', 'event parcel.sent', 'version 1: deprecated since 2026-11-26'],
      [
        'changed',
        'event parcel.sent',
        'new version 2: - weight (number), - lines (list of object), - lines[].sku (optional text), + grams (whole number), + size (s|m)',
      ],
    ])
    const [change] = diffCatalogs(small(), small({ events: [next, orderCreated] }))
    expect(change?.concerns).toEqual(['tracking'])
    expect(diffMarkdown([change!])).toContain('| changed | event parcel.sent | version 1: deprecated')
    expect(diffMarkdown([{ kind: 'added', what: 'a|b\nc', concerns: [] }])).toContain('| added | a\\|b c |')
  })

  it('tells another producer or aggregate, and whether large data may go by reference', () => {
    const moved = {
      ...sent,
      producer: 'depot-service',
      aggregate: 'depot',
      claimCheck: true,
    }
    expect(details({ events: [sent] }, { events: [moved] })).toEqual([
      ['changed', 'event parcel.sent', 'producer: parcel-service → depot-service'],
      ['changed', 'event parcel.sent', 'aggregate: parcel → depot'],
      ['changed', 'event parcel.sent', 'large data (claimCheck): refused → by reference'],
    ])
    const of = small({ events: [moved] })
    expect(eventText(of, of.events[0]!)).toContain('\n  large data  goes by reference to a bucket (claimCheck)\n')
  })

  it('tells another meaning, and that changes of it are held to less', () => {
    expect(details({ events: [sent] }, { events: [{ ...sent, meaning: 'Another.', compatibility: 'none' }] })).toEqual([
      ['changed', 'event parcel.sent', `meaning: ${sent.meaning} → Another.`],
      ['changed', 'event parcel.sent', 'compatibility: full-transitive → none'],
    ])
    const old = { ...small(), events: small().events.map(({ compatibility: _, ...event }) => event) }
    expect(diffCatalogs(old, small())).toEqual([])
  })

  it('tells what is new and gone, and what of a consumer has changed', () => {
    expect(details({ events: [sent] }, { events: [orderCreated] })).toEqual([
      ['removed', 'event parcel.sent', undefined],
      ['added', 'event order.created', undefined],
    ])
    const other = defineConsumer({
      name: 'tracking',
      subscribesTo: [orderCreated],
      ordering: 'aggregate',
      delivery: 'at-least-once',
    })
    expect(details({}, { services: [defineService({ name: 'parcel', consumers: [other] })] })).toEqual([
      ['changed', 'consumer tracking', '+ event order.created'],
      ['changed', 'consumer tracking', '- event parcel.sent'],
      ['changed', 'consumer tracking', 'filter: {"data":{"weight":[{"numeric":[">",1]}]}} → none'],
      ['changed', 'consumer tracking', 'ordering: none → aggregate'],
      ['changed', 'consumer tracking', 'queue, kind: standard → fifo'],
    ])
  })
})

describe('a filter', () => {
  const filtered = (filter: object) => {
    const consumer = defineConsumer({ name: 'tracking', subscribesTo: [sent], filter, delivery: 'at-least-once' })
    const queueArns = { prod: 'arn:aws:sqs:us-east-1:111122223333:parcels' }
    const subscription = defineOutboundSubscription({ name: 'loyalty-team', events: [sent], filter, queueArns })
    return small({
      services: [defineService({ name: 'parcel', consumers: [consumer] })],
      subscriptions: [subscription],
    })
  }

  it('is told with its conditions, also one by source alone', () => {
    const bySource = filtered({ source: ['parcel-service'] })
    expect(consumerText(bySource, bySource.consumers[0]!)).toContain('\n  filter    {"source":["parcel-service"]}\n')
    expect(eventText(bySource, bySource.events[0]!)).toContain(
      '\n  filter     of loyalty-team: {"source":["parcel-service"]}\n',
    )
  })

  it('has changed with any of its conditions', () => {
    const from = (least: number) => filtered({ data: { weight: [{ numeric: ['>=', least] }] } })
    const change = 'filter: {"data":{"weight":[{"numeric":[">=",1000]}]}} → {"data":{"weight":[{"numeric":[">=",10]}]}}'
    expect(diffCatalogs(from(1000), from(10)).map(({ what, detail }) => [what, detail])).toEqual([
      ['consumer tracking', change],
      ['subscription of another team loyalty-team', change],
    ])
    expect(diffCatalogs(from(10), from(10))).toEqual([])
    const { filter: _, ...older } = from(10).consumers[0]!
    expect(diffCatalogs({ ...from(10), consumers: [older] }, from(10))).toEqual([])
  })
})

describe('the catalog of a git revision', () => {
  const directory = folderOfTheRun('catalog-')
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: directory })
  git('init', '--quiet', '--initial-branch=main')
  git('commit', '--quiet', '--allow-empty', '-m', 'before')
  mkdirSync(join(directory, 'contracts'))
  writeFileSync(join(directory, CATALOG_FILE), JSON.stringify(small()))
  git('add', '.')
  git('commit', '--quiet', '-m', 'catalog')

  git('checkout', '--quiet', '-b', 'damaged')
  writeFileSync(join(directory, CATALOG_FILE), '{"events":[]}')
  git('commit', '--quiet', '-am', 'damaged')

  it('is read from what was committed', async () => {
    expect(await catalogAt('main', directory)).toEqual(JSON.parse(JSON.stringify(small())))
  })

  it.each([
    ['HEAD~2', 'HEAD~2 has no contracts/catalog.json: it is older than the catalog.'],
    ['damaged', 'contracts/catalog.json of damaged is damaged: it is not a catalog.'],
    ['no-such', 'There is no git revision "no-such" here.'],
    ['--output=x', '"--output=x" is not the name of a git revision.'],
    ['', '"" is not the name of a git revision.'],
  ])('is refused in one line for %j', async (revision, message) => {
    await expect(catalogAt(revision, directory)).rejects.toThrow(message)
  })
})
