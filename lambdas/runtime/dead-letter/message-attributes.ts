import { isoTime } from '../system/clock.ts'
import type { DeadLetter } from './dead-letter.ts'

/** SQS's limit for body and attributes together. */
const MAX_MESSAGE_BYTES = 1024 * 1024

const MAX_ERROR_MESSAGE_CHARACTERS = 1000

/** The cause as attributes of the dead letter: exactly SQS's limit of ten, absent ones left out. */
export function toMessageAttributes(letter: DeadLetter): Record<string, string> {
  const attributes = {
    error_type: letter.errorType,
    error_message: letter.errorMessage.slice(0, MAX_ERROR_MESSAGE_CHARACTERS),
    fingerprint: letter.fingerprint,
    attempts: String(letter.attempts),
    first_failed_at: isoTime(letter.firstFailedAt),
    last_failed_at: isoTime(letter.lastFailedAt),
    consumer: letter.consumer,
    event_type: letter.eventType ?? '',
    // The id of its record, by which it can be found, also where the body has no event id: the message has a new id in the dead-letter queue.
    event_id: letter.id,
    correlation_id: letter.correlationId ?? '',
  }
  return withinLimit(Object.fromEntries(Object.entries(attributes).flatMap(clean)), letter.body)
}

/** SQS refuses empty values, and characters that XML has no place for. */
const clean = ([name, value]: [string, string]): [string, string][] => {
  const allowed = value.toWellFormed().replace(notAllowed, '\uFFFD')
  return allowed === '' ? [] : [[name, allowed]]
}

const notAllowed = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/**
 * If body and cause together exceed SQS's limit, attributes are left out, the least important first. The stored record has all of
 * them.
 */
function withinLimit(attributes: Record<string, string>, body: string): Record<string, string> {
  const bytes = (text: string) => Buffer.byteLength(text)
  let room = MAX_MESSAGE_BYTES - bytes(body)
  const kept: Record<string, string> = {}
  for (const [name, value] of mostImportantFirst(attributes)) {
    const size = bytes(name) + bytes(value) + 'String'.length
    if (size > room) continue
    kept[name] = value
    room -= size
  }
  return kept
}

function mostImportantFirst({ error_message, ...others }: Record<string, string>): [string, string][] {
  return [...Object.entries(others), ...(error_message ? [['error_message', error_message] as [string, string]] : [])]
}
