import type { LetterSummary } from '../letters/letter.ts'

const UUID_V7 = /_([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The longest that SQS keeps a message before it is first received. */
const LONGEST_RETENTION_MS = 14 * 86_400_000

/** Whether the letter has the id of a message. One whose body is none has that of the SQS message which died first. */
export const isMessage = ({ id }: Pick<LetterSummary, 'id'>): boolean => /^(evt|cmd)_/.test(id)

/**
 * The earliest time at which the event or command can have been made, epoch milliseconds. Ids of events tell it, and those of most commands;
 * other commands had waited in their queue before they first failed.
 * @returns undefined for a letter whose body is not a message.
 */
export function timeOfLetter({ id, firstFailedAt }: Pick<LetterSummary, 'id' | 'firstFailedAt'>): number | undefined {
  if (!isMessage({ id })) return undefined
  const match = UUID_V7.exec(id)
  if (match) return Number.parseInt(`${match[1]}${match[2]}`, 16)
  return Date.parse(firstFailedAt) - LONGEST_RETENTION_MS
}
