import { describe, expect, it } from 'vitest'
import type { ConsumerFigures } from '../../../ops/status/consumer-status.ts'
import { judgeConsumer } from '../../../ops/status/judge-consumer.ts'

const now = Date.parse('2026-04-28T10:00:00.000Z')
const calm: ConsumerFigures = {
  consumer: 'payment',
  state: 'running',
  pause: null,
  waiting: 0,
  in_flight: 0,
  delayed: 0,
  is_fifo: false,
  lag_seconds: 0,
  retention_seconds: 86_400 * 4,
  done_per_second: 1,
  failure_ratio: null,
  attempts: 0,
  dead_letters: 0,
  oldest_dead_letter_seconds: null,
  loss_in_seconds: null,
  breakers: [],
  held: [],
  parking: null,
  deployed_at: null,
}
const judged = (change: Partial<ConsumerFigures>) => judgeConsumer({ ...calm, ...change }, now)

describe('the judgement of a consumer', () => {
  it.each<[string, Partial<ConsumerFigures>, 'ok' | 'watch' | 'act', RegExp]>([
    ['calm', {}, 'ok', /^nothing to do$/],
    [
      'half of what SQS looks through for other groups',
      { is_fifo: true, waiting: 50_000, in_flight: 10_000, lag_seconds: 9, held: [] },
      'act',
      /^60,000 messages wait: from 120,000 on SQS finds no other aggregates/,
    ],
    ['as many in a queue without order', { waiting: 60_000, lag_seconds: 9 }, 'ok', /^working$/],
    ['half of what may be in flight', { in_flight: 60_000 }, 'act', /^60,000 messages in hand .* with 120,000 SQS/],
    ['work in hand', { in_flight: 2 }, 'ok', /^working$/],
    [
      'dead letters with time left',
      { dead_letters: 3, loss_in_seconds: 86_400 * 9 },
      'watch',
      /^3 dead: dead-letters list --consumer payment$/,
    ],
    [
      'dead letters that are about to be lost',
      { dead_letters: 1_200, loss_in_seconds: 3_600 },
      'act',
      /^1,200 dead, the first may be lost in 1 h: /,
    ],
    ['dead letters of unknown age', { dead_letters: 1 }, 'act', /^1 dead: /],
    [
      'late, and working',
      { lag_seconds: 300, waiting: 600, done_per_second: 5 },
      'watch',
      /^5 min behind: 600 messages, about 2 min to go at this rate$/,
    ],
    [
      'late, and standing still',
      { lag_seconds: 300, waiting: 1, done_per_second: 0 },
      'act',
      /^1 message waits, and none was done/,
    ],
    [
      'types that are held because nearly all fail',
      { held: [{ type: 'order.created', cause: 'TypeError: no', since: '2026-04-28T09:58:00.000Z', next_try: null }] },
      'act',
      /^order\.created held for 2 min, because nearly all fail: TypeError: no$/,
    ],
    [
      'as many held aggregates as declared',
      { parking: { aggregates: 1000, full: ['ord_1'], takes_no_more: true } },
      'act',
      /^parking is full: 1000 aggregates are held, what else dies waits in the queue: parked list --consumer payment$/,
    ],
    [
      'as many parked events of an aggregate as declared',
      { parking: { aggregates: 3, full: ['ord_1', 'ord_2'], takes_no_more: false } },
      'act',
      /^parking of ord_1 and 1 more is full, what comes of it waits in the queue/,
    ],
    ['nothing parked', { parking: { aggregates: 0, full: [], takes_no_more: false } }, 'ok', /^nothing to do$/],
    [
      'held aggregates, with room for more',
      { parking: { aggregates: 3, full: [], takes_no_more: false } },
      'act',
      /^3 aggregates are held: parked list --consumer payment$/,
    ],
    [
      'one held aggregate beside dead letters with time left and an open breaker',
      {
        parking: { aggregates: 1, full: [], takes_no_more: false },
        dead_letters: 3,
        loss_in_seconds: 86_400 * 9,
        breakers: [{ breaker: 'ses', state: 'open', open_until: null }],
      },
      'act',
      /^1 aggregate is held: /,
    ],
    [
      'switched off beside dead letters with time left',
      { state: 'off', waiting: 4, dead_letters: 3, loss_in_seconds: 86_400 * 9 },
      'act',
      /event source is switched off/,
    ],
    ['switched off', { state: 'off', waiting: 4 }, 'act', /event source is switched off: 4 messages wait/],
    ['most attempts fail', { failure_ratio: 0.8, attempts: 10 }, 'act', /^80 % of 10 attempts failed/],
    ['one attempt failed', { failure_ratio: 1, attempts: 1 }, 'ok', /tried again/],
    ['some attempts fail', { failure_ratio: 0.004, attempts: 1000 }, 'ok', /^<1 % of 1000 attempts/],
    [
      'an open breaker',
      { breakers: [{ breaker: 'ses', state: 'open', open_until: '2026-04-28T10:00:20.000Z' }] },
      'watch',
      /^breaker ses is open for another 20 s/,
    ],
    [
      'a half-open breaker',
      { breakers: [{ breaker: 'ses', state: 'half-open', open_until: null }] },
      'watch',
      /half-open/,
    ],
    [
      'paused',
      {
        state: 'paused',
        waiting: 9,
        pause: { by: 'ada', since: '2026-04-28T09:00:00.000Z', reason: 'bank is closed' },
      },
      'watch',
      /^paused by ada for 1 h: bank is closed$/,
    ],
    [
      'paused for so long that messages are about to be lost',
      {
        state: 'paused',
        waiting: 9,
        lag_seconds: 86_400 * 3,
        pause: { by: 'ada', since: '2026-04-25T10:00:00.000Z', reason: 'bank is closed' },
      },
      'act',
      /^paused by ada for 3 d: bank is closed; the first of its messages is lost in 1 d$/,
    ],
    [
      'paused on record, and delivering',
      {
        state: 'unpaused',
        pause: { by: 'ada', since: '2026-04-28T09:00:00.000Z', reason: 'bank is closed' },
      },
      'act',
      /^paused by ada \(bank is closed\), but its event source delivers, which its function gives back: consumers keep$/,
    ],
    ['not deployed', { state: 'missing' }, 'act', /not in this stack/],
    [
      'nothing known',
      { waiting: null, in_flight: null, lag_seconds: null, dead_letters: null, done_per_second: null },
      'ok',
      /./,
    ],
  ])('%s', (_, change, urgency, says) => expect(judged(change)).toEqual({ urgency, says: expect.stringMatching(says) }))

  it('is about the gravest thing: dead letters before lag', () => {
    expect(judged({ dead_letters: 1, loss_in_seconds: 1, lag_seconds: 300, waiting: 5 }).says).toMatch(/^1 dead/)
  })
})
