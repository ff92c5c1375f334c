import { z } from 'zod'
import { LETTER_ID, selectionFrom } from '../../../dead-letters/commands/selection-options.ts'
import { isEmptySelection, type LetterSelection } from '../../../dead-letters/letters/selection.ts'
import { InputError } from '../../operation.ts'

export const consumer = z.string().regex(/^[a-z][a-z0-9-]{0,99}$/, 'must be the name of a consumer')
export const fingerprint = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits')
export const letterId = z.string().regex(LETTER_ID, 'must be the id of an event, command or message')
/** The reason, for the audit log. */
export const reason = z.string().trim().max(1_000, 'must be 1,000 characters at most').optional()

const text = z.string().min(1, 'is empty').max(500)

/** Fields have the names of the command line's options; several ids stand in one text, with commas in between. */
export const selectionFields = {
  consumer: consumer.optional(),
  fingerprint: fingerprint.optional(),
  type: text.optional(),
  aggregate: text.optional(),
  id: z.string().min(1).max(20_000).optional(),
  from: text.optional(),
  to: text.optional(),
}

type Fields = z.output<z.ZodObject<typeof selectionFields>>

/**
 * Relative times are frozen, and what fails after this moment is not meant: nobody has seen it.
 * @throws {InputError} when nothing is said about which letters; {UsageError} for a time that is none.
 */
export function frozenSelection({ id, ...fields }: Fields, now: number): LetterSelection {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const selection = selectionFrom({ ...given, ...(id !== undefined && { id: id.split(',') }) }, now)
  if (isEmptySelection(selection)) {
    throw new InputError('Say which letters: by consumer, cause, type, aggregate, id or time.')
  }
  return { ...selection, to: selection.to ?? new Date(now).toISOString() }
}
