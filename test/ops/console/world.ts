import type { AuditEntry } from '../../../ops/audit/entry.ts'
import type { BreakerStatus } from '../../../ops/breakers/breakers.ts'
import type { ConsoleOperation } from '../../../ops/console/operation.ts'
import { aboutOperation } from '../../../ops/console/operations/about.ts'
import type { ListedIssues } from '../../../ops/console/operations/dead-letters/issues.ts'
import type { ConsoleEnvironment } from '../../../ops/console/operations/environment.ts'
import type { ShownMail } from '../../../ops/console/operations/mailbox.ts'
import type { Issue } from '../../../ops/dead-letters/issues/issue.ts'
import type { CauselessIssues } from '../../../ops/dead-letters/queue/causeless-issues.ts'
import type { ConsumerFigures } from '../../../ops/status/consumer-status.ts'
import { judgeConsumer } from '../../../ops/status/judge-consumer.ts'
import type { PipelineStatus } from '../../../ops/status/read-status.ts'
import { consumers, fakeStack } from './stack.ts'
import { defineCatalog } from './world-catalog.ts'
import { type Define, definePages } from './world-pages.ts'
import { defineRepair } from './world-repair.ts'

const AT = Date.parse('2026-04-28T10:00:00.000Z')
const iso = (secondsAgo: number): string => new Date(AT - secondsAgo * 1000).toISOString()

/** Text of somebody who wants more than to be read: markup, a script, and marks that turn the direction of a line. */
export const HOSTILE = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>"><b>bold</b> \u202Egnp.exe\u202C \u0007{{7*7}}`

export const FINGERPRINT = '3f9c0a51d2e84b67'
export const LETTER = 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'

/** For {@link World.fails} and {@link World.waits}: whatever is read, but for what names the pipeline itself. */
export const EVERY_READ = 'every read'

/** A pipeline in trouble, without AWS: each operation answers from here, and may be made to fail or to be slow. */
export class World {
  breakers: BreakerStatus[] = [
    {
      breaker: 'ses',
      consumers: ['notification'],
      state: 'open',
      open_until: iso(-38),
      openings: 2,
      calls: 10,
      failures: 9,
    },
  ]
  dead = 8
  letters = 8
  body: string = JSON.stringify({ event_id: LETTER, event_type: 'order.created', data: { note: HOSTILE } })
  readonly asked: string[] = []
  readonly fails = new Map<string, Error>()
  readonly waits = new Map<string, Promise<void>>()
  readonly #listeners: (() => void)[] = []
  orders: { order_id: string; status: string; total: number; currency: string; created_at: string }[] = []

  /** Resolves when a page asks for something, before it is answered. */
  nextQuestion(): Promise<void> {
    return new Promise((resolve) => this.#listeners.push(resolve))
  }

  /** @param isLocal whether it is the local runtime, where orders can be placed. */
  operations(isLocal = true): ConsoleOperation[] {
    const read = (name: string, run: (input: Record<string, string>) => unknown): ConsoleOperation =>
      this.#operation(name, 'read', run)
    const operations = [
      read('status', () => this.status()),
      read(
        'issues',
        ({ consumer }): ListedIssues => ({
          issues: this.issues().filter((issue) => !consumer || issue.consumer === consumer),
          causeless: this.causeless(),
        }),
      ),
      read('issue', () => this.issue()),
      read('letter', ({ id }) => ({ ...this.letter(0), id, ...rest(this.body) })),
      read('breakers', () => this.breakers),
      this.#operation('breakers-reset', 'change', ({ breaker }) => {
        const [found] = this.breakers
        const isOpen = found?.state === 'open'
        this.breakers = this.breakers.map((one) => ({ ...one, state: 'closed', open_until: null }))
        return { breaker, was: found?.state, reset: isOpen }
      }),
      read('trace', ({ id }) => [{ ...trace, correlation_id: id }]),
      read('audit', () => ({ entries: audit, isCut: false })),
      read('mailbox', () => mails),
      read('orders', () => ({ orders: this.orders, request: "curl -s -X POST http://127.0.0.1:3000/orders -d '{}'" })),
      this.#operation('orders-place', 'change', ({ count }) => {
        const before = this.orders.length
        const placed = Array.from({ length: Number(count) }, (_, index) => ({
          order_id: `ord_${before + index + 1}`,
          status: 'pending',
          total: 59.98,
          currency: 'USD',
          created_at: iso(0),
        }))
        this.orders = [...placed.toReversed(), ...this.orders]
        return { ...placed[0], placed: placed.length }
      }),
    ]
    const define: Define = (name, kind, run) => operations.push(this.#operation(name, kind, run))
    definePages(define, AT, HOSTILE)
    defineCatalog(define, AT, HOSTILE)
    defineRepair(define, AT, HOSTILE, () => Array.from({ length: this.letters }, (_, index) => this.letter(index)))
    const environment = { stack: fakeStack(isLocal ? 'http://127.0.0.1:4566' : undefined) } as ConsoleEnvironment
    return [
      aboutOperation(
        environment,
        operations.map(({ name }) => name),
      ),
      ...operations,
    ]
  }

  #operation(
    name: string,
    kind: ConsoleOperation['kind'],
    run: (input: Record<string, string>) => unknown,
  ): ConsoleOperation {
    return {
      name,
      kind,
      run: async (input) => {
        this.asked.push(name)
        for (const listener of this.#listeners.splice(0)) listener()
        await (this.waits.get(name) ?? this.waits.get(EVERY_READ))
        const failure = this.fails.get(name) ?? (kind === 'read' ? this.fails.get(EVERY_READ) : undefined)
        if (failure) throw failure
        return run(input as Record<string, string>)
      },
    }
  }

  status(): PipelineStatus {
    return {
      stack: 'EventPipeline-dev',
      at: iso(0),
      window_seconds: 330,
      api: {
        url: 'http://api',
        requests_per_minute: 412.5,
        p99_ms: 41,
        server_errors: 0,
        urgency: 'ok',
        says: 'nothing to do',
      },
      relays: [
        {
          relay: 'events',
          lag_seconds: 0.4,
          errors: 0,
          set_aside: 0,
          is_fed: true,
          deployed_at: iso(86_400),
          urgency: 'ok',
          says: 'nothing to do',
        },
        {
          relay: 'commands',
          lag_seconds: null,
          errors: 0,
          set_aside: 0,
          is_fed: true,
          deployed_at: iso(86_400),
          urgency: 'ok',
          says: 'nothing to do',
        },
      ],
      consumers: consumers.map(({ name, breakers }) => {
        const figures = this.#figures(name, breakers)
        return { ...figures, ...judgeConsumer(figures, AT) }
      }),
      unread: [],
    }
  }

  #figures(consumer: string, breakers: readonly string[]): ConsumerFigures {
    const own: Partial<ConsumerFigures> = special(this.dead)[consumer] ?? {}
    return {
      consumer,
      state: 'running',
      pause: null,
      waiting: 0,
      in_flight: 0,
      delayed: 0,
      is_fifo: false,
      lag_seconds: 0,
      done_per_second: 6.87,
      failure_ratio: 0,
      attempts: 2_266,
      dead_letters: 0,
      oldest_dead_letter_seconds: null,
      loss_in_seconds: null,
      retention_seconds: 4 * 86_400,
      breakers: this.breakers.filter(({ breaker }) => breakers.includes(breaker)),
      held: [],
      parking: null,
      deployed_at: iso(86_400),
      ...own,
    }
  }

  issues(): Issue[] {
    const issue = (consumer: string, fingerprint: string, differences: Partial<Issue>): Issue => ({
      consumer,
      fingerprint,
      state: 'open',
      reopened: false,
      note: undefined,
      errorType: 'PermanentError:NO_ACCOUNT',
      errorMessage: 'No account of cust_7',
      dead: this.dead,
      retried: 0,
      closed: 0,
      deaths: 9,
      firstSeen: iso(7_200),
      lastSeen: iso(90),
      eventTypes: ['order.created'],
      aggregates: 8,
      thrownIn: 'charge (lambdas/payment/charge.ts)',
      sinceCode: 'a41c09f',
      lostAt: iso(-13 * 86_400),
      ...differences,
    })
    return [
      issue('payment', FINGERPRINT, {}),
      issue('notification', 'aaaaaaaaaaaaaaaa', {
        errorType: 'TypeError',
        errorMessage: HOSTILE,
        dead: 2,
        note: 'asked Mia',
        state: 'acknowledged',
      }),
      issue('inventory', 'bbbbbbbbbbbbbbbb', {
        state: 'resolved',
        dead: 0,
        closed: 3,
        errorMessage: 'No such product',
      }),
    ]
  }

  causeless(): CauselessIssues {
    const found: Issue = { ...this.issues()[0]!, errorType: 'MovedByQueue', errorMessage: HOSTILE, dead: 2 }
    return {
      issues: [{ ...found, consumer: 'order-view', fingerprint: 'cccccccccccccccc' }],
      unseen: [{ consumer: 'audit', looked_at: 100, messages: 4_200 }],
      problem: `AccessDeniedException: ${HOSTILE}`,
    }
  }

  letter(index: number) {
    return {
      key: { pk: 'payment#0', sk: LETTER },
      consumer: 'payment',
      id: index === 0 ? LETTER : `evt_01980c1e-7b0a-7cc3-8f0e-${index.toString(16).padStart(12, '0')}`,
      status: 'dead',
      eventType: 'order.created',
      aggregateId: `ord_${index}`,
      correlationId: 'req_xyz',
      errorType: 'PermanentError:NO_ACCOUNT',
      errorMessage: 'No account of cust_7',
      errorStack:
        'PermanentError: No account of cust_7\n    at charge (lambdas/payment/charge.ts:31:11)\n    at handler (lambdas/payment/handler.ts:12:5)',
      fingerprint: FINGERPRINT,
      attempts: 1,
      deaths: 1,
      firstFailedAt: iso(7_200),
      lastFailedAt: iso(90 + index),
      expiresAt: iso(-13 * 86_400),
      codeRevision: 'a41c09f',
      verdict: { kind: 'never-ran', says: 'never ran: a retry runs it', isRisky: false },
    }
  }

  issue() {
    return {
      issue: this.issues()[0],
      verdicts: [
        { kind: 'never-ran', says: 'never ran: a retry runs it', isRisky: false, letters: this.letters - 1 },
        {
          kind: 'window-expired',
          says: 'dedup window expired: a retry would run it, again if it ran before',
          isRisky: true,
          letters: 1,
        },
      ],
      days: [
        { day: '2026-04-28', letters: 6 },
        { day: '2026-04-27', letters: 2 },
      ],
      letters: Array.from({ length: this.letters }, (_, index) => this.letter(index)),
    }
  }
}

const rest = (body: string) => ({ body, bodyBytes: body.length })

const special = (dead: number): Readonly<Record<string, Partial<ConsumerFigures>>> => ({
  payment: { dead_letters: dead, oldest_dead_letter_seconds: 7_200, loss_in_seconds: 9 * 86_400, failure_ratio: 0.03 },
  notification: {
    waiting: 1_284,
    delayed: 40,
    lag_seconds: 212,
    done_per_second: 0.4,
    failure_ratio: 0.9,
    attempts: 40,
  },
  checkout: { waiting: 12, in_flight: 10, lag_seconds: 2 },
  analytics: {
    state: 'paused',
    pause: { by: 'anna', since: iso(1_900), reason: 'migration of the bucket' },
    waiting: 41_882,
    done_per_second: 0,
    lag_seconds: 1_880,
  },
  'order-view': { in_flight: 4, lag_seconds: 1 },
})

const audit: readonly AuditEntry[] = [
  {
    id: 'aud_2',
    at: iso(60),
    by: { arn: 'arn:aws:sts::1:assumed-role/Operator/anna' },
    action: 'breakers reset',
    target: 'ses',
    kind: 'ended',
    result: 'done',
    outcome: 'closed',
  },
  {
    id: 'aud_2',
    at: iso(61),
    by: { arn: 'arn:aws:sts::1:assumed-role/Operator/anna' },
    action: 'breakers reset',
    target: 'ses',
    kind: 'began',
  },
  {
    id: 'aud_1',
    at: iso(86_000),
    by: { arn: 'arn:aws:iam::1:user/ci', as: 'ben' },
    action: 'replay',
    target: 'payment',
    reason: HOSTILE,
    kind: 'ended',
    result: 'partly',
    outcome: '812 of 1,000 sent',
  },
]

const mails: readonly ShownMail[] = [
  {
    messageId: 'm2',
    sentAt: iso(5),
    from: 'no-reply@example.com',
    to: ['ada@example.com'],
    subject: 'Your order ord_1 is confirmed',
    text: 'Thank you.\n\nOrder ord_1, 59.98 USD',
  },
  {
    messageId: 'm1',
    sentAt: iso(9),
    from: 'no-reply@example.com',
    to: ['eve@example.com'],
    subject: HOSTILE,
    html: HOSTILE,
  },
]

const delivery = (consumer: string, state: string, offset_ms: number, led_to: readonly unknown[] = []) => ({
  consumer,
  state,
  attempts: [{ offset_ms, duration_ms: 12, outcome: 'processed', attempt: 1, delay_seconds: null, error: null }],
  marker: 'completed',
  dead_letter: state === 'dead' ? { error_type: 'TypeError', error: HOSTILE } : null,
  led_to,
})

const step = (type: string, offset_ms: number, deliveries: readonly unknown[]) => ({
  id: `evt_${type}`,
  type,
  kind: 'event',
  stored_as: 'order/ord_1 1',
  offset_ms,
  caused_by: null,
  deliveries,
  led_to: [],
})

const trace = {
  requests: [{ at: iso(10), route: 'POST /orders', path: '/orders', status: 201, duration_ms: 31, error: null }],
  steps: [
    step('order.created', 0, [
      delivery('payment', 'done', 40, [step('payment.processed', 44, [delivery('checkout', 'done', 90)])]),
      delivery('notification', 'dead', 1_200),
    ]),
  ],
  notes: [],
}
