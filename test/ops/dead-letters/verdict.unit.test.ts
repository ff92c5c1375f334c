import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { marker } from '../../../lambdas/runtime/idempotency/marker.ts'
import { declaredConsumers } from '../../../ops/dead-letters/environment.ts'
import { timeOfLetter } from '../../../ops/dead-letters/verdict/time-of-letter.ts'
import { isRisky, tellVerdict, verdictOf } from '../../../ops/dead-letters/verdict/verdict.ts'
import { eventIdOf, START } from './kit.ts'

const of = (name: string) => declaredConsumers().get(name)!
const DAY = 86_400_000
const window = derivedLimits(of('payment')).dedupTtlSeconds * 1000
const lease = (state: string, until: number, expiresAt = START + DAY): Record<string, AttributeValue> => ({
  state: { S: state },
  owner: { S: 'claim_1' },
  fence: { N: '1' },
  ...(state === 'claimed' && { claimed_until: { N: String(until) } }),
  expires_at: { N: String(expiresAt / 1000) },
})
const processed = marker('processed', 'payment#x', START, derivedLimits(of('payment')).dedupTtlSeconds).item.Put!.Item!

interface Case {
  readonly consumer: string
  readonly item?: Record<string, AttributeValue>
  readonly happenedAt?: number
  readonly now?: number
}

describe('what a retry of a dead letter would do (O4)', () => {
  it.each<[string, Case, string]>([
    ['an event without a marker', { consumer: 'payment' }, 'never-ran'],
    ['one whose marker is there', { consumer: 'payment', item: processed }, 'completed'],
    [
      'one whose marker was there until now',
      { consumer: 'payment', item: processed, now: START + window },
      'completed',
    ],
    [
      'one whose marker has expired',
      { consumer: 'payment', item: processed, now: START + window + 1000 },
      'window-expired',
    ],
    ['one without a marker, as old as a marker lives', { consumer: 'payment', now: START + window }, 'window-expired'],
    ['one without a marker, a little younger', { consumer: 'payment', now: START + window - 1 }, 'never-ran'],
    ['a lease that was given back', { consumer: 'notification', item: lease('released', 0) }, 'never-ran'],
    ['a lease that is held', { consumer: 'notification', item: lease('claimed', START + 5000) }, 'claimed'],
    ['a lease whose holder has vanished', { consumer: 'notification', item: lease('claimed', START - 1) }, 'vanished'],
    ['a lease that was completed', { consumer: 'notification', item: lease('completed', 0) }, 'completed'],
    ['a consumer guarded by a version', { consumer: 'order-view' }, 'guarded'],
    ['a consumer guarded by its key', { consumer: 'order-replies' }, 'guarded'],
    ['a consumer without any guard', { consumer: 'analytics' }, 'unguarded'],
  ])('%s', (_, { consumer, item: found, happenedAt = START, now = START }, kind) => {
    const verdict = verdictOf({ consumer: of(consumer), happenedAt, marker: found, now })
    expect(verdict.kind).toBe(kind)
    expect(isRisky(verdict)).toBe(kind === 'window-expired' || kind === 'unguarded')
    expect(tellVerdict(verdict)).toMatch(/retry/)
  })

  it('says until when a lease is held', () => {
    const verdict = verdictOf({
      consumer: of('notification'),
      happenedAt: START,
      marker: lease('claimed', START + 5000),
      now: START,
    })
    expect(tellVerdict(verdict)).toContain('claimed until 2026-04-28T10:00:05.000Z')
  })

  it('is nothing that the consumer can do with what is no message', () => {
    expect(verdictOf({ consumer: of('payment'), happenedAt: undefined, marker: undefined, now: START }).kind).toBe(
      'no-message',
    )
  })
})

describe('when a dead letter was made, at the earliest', () => {
  const firstFailedAt = new Date(START).toISOString()
  it('is in the id of an event, and of a command made like one', () => {
    expect(timeOfLetter({ id: eventIdOf(1), firstFailedAt })).toBe(START)
    expect(timeOfLetter({ id: eventIdOf(1).replace('evt_', 'cmd_'), firstFailedAt })).toBe(START)
  })

  it('is as long ago as a queue can keep it, for a command whose id says nothing', () => {
    expect(timeOfLetter({ id: 'cmd_expire-ord_1', firstFailedAt })).toBe(START - 14 * DAY)
  })

  it('is unknown for what is no message', () => {
    expect(timeOfLetter({ id: 'b5a5c6e0-0000-4000-8000-000000000000', firstFailedAt })).toBeUndefined()
  })
})
