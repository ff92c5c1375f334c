import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { FinalFailure } from '../dead-letter/final-failure.ts'
import { isoTime } from '../system/clock.ts'
import type { ParkedEvent } from './parking.ts'

const MAX_TEXT_CHARACTERS = 8000

/** Attributes of a hold that say why its head is one. */
export const CAUSE_ATTRIBUTES = [
  'event_id',
  'event_type',
  'error_type',
  'error_message',
  'error_stack',
  'fingerprint',
  'attempts',
  'first_failed_at',
  'last_failed_at',
  'retries',
  'retry_at',
] as const

export interface Retrying {
  /** Tries of this head since it became one. */
  readonly retries: number
  readonly retryAfterSeconds: readonly number[]
}

export function causeOf(
  event: ParkedEvent,
  { letter, isTransient }: FinalFailure,
  { retries, retryAfterSeconds }: Retrying,
): Record<string, AttributeValue> {
  const after = isTransient ? retryAfterSeconds[retries] : undefined
  const texts: Record<string, string | undefined> = {
    event_id: event.id,
    event_type: event.type,
    error_type: letter.errorType,
    error_message: letter.errorMessage.slice(0, MAX_TEXT_CHARACTERS),
    error_stack: letter.errorStack?.slice(0, MAX_TEXT_CHARACTERS),
    fingerprint: letter.fingerprint,
    first_failed_at: isoTime(letter.firstFailedAt),
    last_failed_at: isoTime(letter.lastFailedAt),
  }
  return {
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([name, text]) => (text ? [[name, { S: text.toWellFormed() }] as const] : [])),
    ),
    attempts: { N: String(letter.attempts) },
    retries: { N: String(retries) },
    ...(after !== undefined && { retry_at: { N: String(letter.lastFailedAt + after * 1000) } }),
  }
}

/** Parts of an update that replaces the cause of a hold, or takes it away. */
export function setCause(cause: Record<string, AttributeValue>) {
  const present = CAUSE_ATTRIBUTES.filter((name) => cause[name] !== undefined)
  const absent = CAUSE_ATTRIBUTES.filter((name) => cause[name] === undefined)
  return {
    set: present.map((name) => `#${name} = :${name}`),
    remove: absent.map((name) => `#${name}`),
    names: Object.fromEntries(CAUSE_ATTRIBUTES.map((name) => [`#${name}`, name])),
    values: Object.fromEntries(present.map((name) => [`:${name}`, cause[name]!])),
  }
}
