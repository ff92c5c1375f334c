import { expect, it } from 'vitest'
import { declaredConsumers } from '../../../ops/dead-letters/environment.ts'
import { asListed } from '../../../ops/dead-letters/issues/list-issues.ts'
import type { LetterSummary } from '../../../ops/dead-letters/letters/letter.ts'

const START = Date.parse('2026-04-28T10:00:00.000Z')
const DAY = 86_400_000
const iso = (time: number) => new Date(time).toISOString()
const consumers = declaredConsumers()

const letter = (differences: Partial<LetterSummary>): LetterSummary => ({
  key: { pk: 'payment#00', sk: 'evt_1' },
  consumer: 'payment',
  id: 'evt_1',
  status: 'dead',
  eventType: 'order.created',
  aggregateId: 'ord_1',
  replayScope: undefined,
  errorType: 'PermanentError:NO_ACCOUNT',
  errorMessage: 'no',
  fingerprint: 'aaaaaaaaaaaaaaaa',
  deaths: 1,
  firstFailedAt: iso(START - 3 * DAY),
  lastFailedAt: iso(START),
  expiresAt: iso(START + 365 * DAY),
  bodyBytes: 100,
  thrownIn: undefined,
  codeRevision: undefined,
  sinceCode: undefined,
  retriedAt: undefined,
  sentAt: undefined,
  doneAs: undefined,
  ...differences,
})
const standing = (differences: Partial<LetterSummary>, now = START) =>
  asListed({ now: () => now, consumers }, letter(differences))

const LARGE = 310 * 1024

it.each([
  ['with its record, if that has its body', {}, START + 365 * DAY],
  [
    'with its copy, if its body is too large: it came there when its consumer gave it up',
    { bodyBytes: LARGE },
    START + 14 * DAY,
  ],
  [
    'counted from when it was sent, if SQS moved it: it was found later',
    { bodyBytes: LARGE, errorType: 'MovedByQueue' },
    START + 11 * DAY,
  ],
  [
    'likewise, if nobody could deliver it',
    { bodyBytes: LARGE, errorType: 'NotDelivered:NO_PERMISSIONS' },
    START + 11 * DAY,
  ],
])('a letter is lost %s', (_, differences, lostAt) => {
  expect(standing(differences).expiresAt).toBe(iso(lostAt))
})

it.each([
  ['just now: it is retried', { retriedAt: iso(START) }, 'retried'],
  ['minutes ago and never sent: it waits again', { retriedAt: iso(START - 301_000) }, 'dead'],
  ['minutes ago and sent: it is retried', { retriedAt: iso(START - 301_000), sentAt: iso(START - 300_000) }, 'retried'],
])('a letter was claimed %s', (_, differences, status) => {
  expect(standing({ status: 'retried', ...differences }).status).toBe(status)
})
