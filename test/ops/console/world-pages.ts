import type { ShownConsumer } from '../../../ops/console/operations/consumers.ts'
import type { LogPage } from '../../../ops/console/operations/logs.ts'
import type { ShownReadModel } from '../../../ops/console/operations/read-models.ts'
import type { HeldAggregate } from '../../../ops/parked/holds.ts'
import { type ShownHold, shownHolds } from '../../../ops/parked/shown.ts'
import type { Schedules } from '../../../ops/schedules/list-schedules.ts'
import { consumers as declared } from './stack.ts'

/** Makes an operation of the world that is asked with this input. */
export type Define = (
  name: string,
  kind: 'read' | 'check' | 'change',
  // biome-ignore lint/suspicious/noExplicitAny: whatever a page sends
  run: (input: any) => unknown,
) => unknown

/** What the pages about consumers, parked events, read models, logs, schedule and drills show, and what pressing there does. */
export function definePages(define: Define, at: number, hostile: string): void {
  const iso = (secondsAgo: number): string => new Date(at - secondsAgo * 1000).toISOString()
  const paused = new Map<string, string>()
  /** A deployment has switched on a consumer that is on record as paused, and the drain of another one was left before its end. */
  let others: Readonly<Record<string, ShownConsumer['state']>> = { 'order-prices': 'unpaused', inventory: 'draining' }
  const row = ({ name }: { readonly name: string }): ShownConsumer => {
    const other = others[name]
    const reason = paused.get(name) ?? (other && 'stock-taking')
    return {
      consumer: name,
      state: other ?? (reason === undefined ? 'running' : 'paused'),
      pause: reason === undefined ? null : { by: 'anna', since: iso(60), reason },
      waiting: name === 'payment' ? 1_284 : 0,
      in_flight: 0,
      delayed: 0,
      oldest_seconds: null,
      loss_in_seconds: null,
      parking: name === 'order-view' ? { aggregates: 2, full: ['ord_1'], takes_no_more: false } : null,
      held: name === 'notification' ? [{ type: 'order.created', cause: hostile, since: iso(90), next_try: null }] : [],
    }
  }
  define('consumers', 'read', () => declared.map(row))
  define('consumer-pause', 'change', ({ consumer, reason }) => {
    paused.set(consumer, reason)
    return { outcome: `${consumer} is paused by anna` }
  })
  define('consumer-resume', 'change', ({ consumer }) => {
    paused.delete(consumer)
    return { outcome: `${consumer} is running again` }
  })
  define('consumer-drain', 'change', ({ consumer }) => {
    const { [consumer as string]: _, ...left } = others
    others = left
    return { begun: true }
  })
  define('consumer-keep', 'change', ({ consumer }) => {
    const { [consumer as string]: _, ...left } = others
    others = left
    paused.set(consumer, 'stock-taking')
    return { outcome: `${consumer} is paused again` }
  })

  const cause: NonNullable<HeldAggregate['cause']> = {
    event_id: 'evt_1',
    error_type: 'PermanentError:NO_PRICE',
    error_message: hostile,
    fingerprint: 'aaaaaaaaaaaaaaaa',
    attempts: 3,
    first_failed_at: iso(300),
    last_failed_at: iso(200),
  }
  let holds: HeldAggregate[] = ['ord_1', 'ord/2 %', 'ord_3', 'ord_4'].map((aggregate) => ({
    consumer: 'order-view',
    aggregate,
    held_since: iso(300),
    parked: 2,
    head_position: 1,
    cause,
    retries: 1,
    version: 1,
  }))
  const shown = (): ShownHold[] => {
    const pauses = [...paused].map(([name, reason]) => [name, { by: 'anna', since: iso(60), reason }] as const)
    return shownHolds(holds, new Map(pauses))
  }
  const data = { order_id: 'ord_1', note: hostile }
  const parked = [1, 2].map((position) => ({
    group: 'ord_1',
    position,
    id: `evt_${position}`,
    type: 'order.created',
    body: JSON.stringify({ event_id: `evt_${position}`, event_type: 'order.created', data }),
    sentAt: at,
  }))
  const live = (consumer: string, aggregate: string) => {
    holds = holds.filter((hold) => hold.aggregate !== aggregate)
    return { consumer, aggregate, outcome: 'live' }
  }
  define('parked', 'read', shown)
  define('parked-aggregate', 'read', ({ aggregate }) => {
    const hold = shown().find((one) => one.aggregate === aggregate)
    return { hold: hold ?? null, events: hold ? parked : [] }
  })
  define('parked-release', 'change', ({ consumer, aggregates, verb }) =>
    (aggregates as string[]).map((aggregate) =>
      verb === 'retry' ? { consumer, aggregate, outcome: 'failed', hold: holds[0] } : live(consumer, aggregate),
    ),
  )
  define('parked-edit-check', 'check', ({ data: changed }) => {
    if (typeof changed.order_id !== 'string') throw new Error('order_id: must be a text')
    return { differences: [{ pointer: '/order_id', before: 'ord_1', after: changed.order_id }] }
  })
  define('parked-decide', 'change', ({ consumer, aggregate }) => live(consumer, aggregate))

  let models: ShownReadModel[] = ['order-view', 'account-statement'].map((name) => ({
    name,
    live: 'g1',
    generations: [
      { name: 'g1', state: 'ready', since: '' },
      { name: 'g2', state: name === 'order-view' ? 'ready' : 'building', since: iso(86_400) },
    ],
    work: [],
  }))
  const change = (name: string, differences: Partial<ShownReadModel>) => {
    models = models.map((one) => (one.name === name ? { ...one, ...differences } : one))
    return { begun: true }
  }
  const work = (name: string, says: string) => [{ name, startedAt: iso(5), says }]
  define('read-models', 'read', () => models)
  define('read-model-rebuild', 'change', ({ model }) =>
    change(model, { work: work(`rebuild ${model}`, '1,000 events read') }),
  )
  define('read-model-verify', 'change', ({ model }) =>
    change(model, {
      work: [{ name: `verify ${model}`, startedAt: iso(9), endedAt: iso(1), error: `2 DIFFER, e.g. ${hostile}` }],
    }),
  )
  define('read-model-switch', 'change', ({ model, generation }) => change(model, { live: generation }))
  define('read-model-drop', 'change', ({ model, generation }) => {
    const { generations = [] } = models.find(({ name }) => name === model) ?? {}
    const left = generations.filter(({ name }) => name !== generation)
    return change(model, { generations: left, work: work(`drop ${model}`, '3 documents deleted') })
  })

  const line = (id: string, level: string, message: string): LogPage['lines'][number] => ({
    id,
    function: 'consumer-payment',
    at: iso(Number(id)),
    level,
    message,
    fields: { event_id: 'evt_1', correlation_id: 'req_xyz', note: hostile },
    ...(level === 'ERROR' && {
      error: { title: `TypeError: ${hostile}`, stack: '    at charge (lambdas/payment/charge.ts:31:11)' },
    }),
  })
  define('logs', 'read', ({ level, text }): LogPage => {
    const lines = [line('3', 'INFO', 'event processed'), line('2', 'ERROR', 'event failed'), line('1', 'WARN', hostile)]
    return {
      functions: ['notification', 'payment'],
      lines: lines.filter(
        (one) => (level !== 'errors' || one.level !== 'INFO') && (!text || one.message.includes(text)),
      ),
      isCut: false,
    }
  })
  define(
    'schedule',
    'read',
    (): Schedules => ({
      schedules: [
        {
          name: 'checkout-ord_1',
          group: 'EventPipeline-dev-CheckoutCommands',
          expression: 'at(2099-04-28T10:30:00)',
          timezone: 'UTC',
          isEnabled: true,
          createdAt: iso(60),
          target: 'arn:aws:sqs:eu-central-1:000000000000:checkout-commands',
          input: JSON.stringify({ command_id: 'cmd_1', note: hostile }),
        },
      ],
      isCut: false,
    }),
  )
  define('aggregate', 'read', ({ type, id, as_of }) => {
    const event = (sequence: number, event_type: string) => ({
      event_id: `evt_${sequence}`,
      event_type,
      version: 1,
      timestamp: iso(100 - sequence),
      aggregate_type: type,
      aggregate_id: id,
      sequence,
      data: { note: hostile },
      metadata: { source: 'order-service', correlation_id: 'req_xyz', causation_id: 'req_xyz' },
    })
    const changes = [
      { event: event(1, 'order.created'), differences: [{ pointer: '/status', before: 'none', after: 'pending' }] },
      { event: event(2, 'order.confirmed'), differences: [{ pointer: '/status', before: 'pending', after: hostile }] },
    ]
    return as_of
      ? { type, id, changes: changes.slice(0, 1), state: { status: 'pending' }, isCut: true }
      : { type, id, changes, state: { status: hostile }, isCut: false }
  })
  let fail: string | null = null
  define('drill', 'read', ({ consumer }) => ({ consumer, fail }))
  define('drill-start', 'change', (input) => {
    fail = input.fail
    return { changed: true }
  })
  define('drill-end', 'change', () => {
    fail = null
    return { changed: true }
  })
}
