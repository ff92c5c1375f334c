import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import { defineEvent } from '../../../events/define-event.ts'
import { orderCreated } from '../../../events/order.ts'
import { defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defineService } from '../../../lambdas/runtime/declarations/service.ts'
import { services } from '../../../lib/services.ts'
import { CATALOG_FILE, catalogAt } from '../../../ops/catalog/at-revision.ts'
import { catalogOf, type Declared } from '../../../ops/catalog/derive.ts'
import { diffCatalogs } from '../../../ops/catalog/diff.ts'
import { edgesOf, mermaid } from '../../../ops/catalog/graph.ts'
import { impactOf } from '../../../ops/catalog/impact.ts'
import { consumerText, diffMarkdown, diffText, eventText, impactText, overview } from '../../../ops/catalog/text.ts'

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
      { version: 1, fields: { weight: 'number', lines: 'list of object', 'lines[].sku': 'text?' } },
    ])
    const [first, second] = small({ events: [next] }).events[0]!.versions
    expect(first?.deprecated).toMatchObject({ since: '2026-11-26' })
    expect(second?.fields).toEqual({ grams: 'whole number', size: 's|m' })
  })

  it('knows the queue of each consumer', () => {
    const [consumer] = small().consumers
    expect(consumer?.queue).toMatchObject({ kind: 'standard', retentionDays: 4, deadLetterRetentionDays: 14 })
    expect(consumerText(consumer!)).toMatch(
      / {2}queue {5}standard, keeps 4 days, dead letters 14\n {12}invisible for \d+ s, received \d+ times at most\n/,
    )
    const { queue: _, ...older } = consumer!
    expect(diffCatalogs({ ...small(), consumers: [older] }, small())).toEqual([])
  })

  it('is told within the width of a terminal', () => {
    for (const line of overview(catalog, 80).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(eventText(catalog, catalog.events.find(({ type }) => type === 'notification.sent')!)).toMatch(
      /deprecated {2}version 1 since 2026-11-26[\s\S]* {2}subject +text\n/,
    )
  })
})

describe('the impact of a change', () => {
  it('names who subscribes, who takes everything, what to rebuild, and what follows', () => {
    const impact = impactOf(catalog, 'notification.sent', 'subject')
    expect(impact).toMatchObject({
      version: 2,
      producer: 'notification-service',
      field: { path: 'subject', kind: 'text' },
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

  it('names who filters on a field', () => {
    expect(impactOf(small(), 'parcel.sent', 'weight').affected).toMatchObject([{ filtersOnField: true }])
    expect(impactOf(small(), 'parcel.sent', 'lines[].sku').affected).toMatchObject([{ filtersOnField: false }])
  })

  it('refuses what there is not, and says what is meant', () => {
    expect(() => impactOf(catalog, 'order.creatd')).toThrow(
      'There is no event "order.creatd". Did you mean order.created?',
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
        'new version 2: - weight (number), - lines (list of object), - lines[].sku (text?), + grams (whole number), + size (s|m)',
      ],
    ])
    const [change] = diffCatalogs(small(), small({ events: [next, orderCreated] }))
    expect(change?.concerns).toEqual(['tracking'])
    expect(diffMarkdown([change!])).toContain('| changed | event parcel.sent | version 1: deprecated')
    expect(diffMarkdown([{ kind: 'added', what: 'a|b', concerns: [] }])).toContain('| added | a\\|b |')
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
      ['changed', 'consumer tracking', '- filter on weight'],
      ['changed', 'consumer tracking', 'ordering: none → aggregate'],
      ['changed', 'consumer tracking', 'queue, kind: standard → fifo'],
    ])
  })
})

describe('the catalog of a git revision', () => {
  const directory = mkdtempSync(join(tmpdir(), 'catalog-'))
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
