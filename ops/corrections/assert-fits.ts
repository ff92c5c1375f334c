import type * as z from 'zod/mini'
import { toPointer } from '../../events/errors.ts'
import { UsageError } from '../cli/usage-error.ts'
import { telling } from './telling.ts'

type Json = Readonly<Record<string, unknown>>

/** A message that is to stand in the place of another one. */
export interface Replacing {
  /** For a person, such as `order.created version 1`. */
  readonly contract: string
  /** Reads the new message as its consumers do. @throws {Error} if they would refuse it. */
  readonly decode: () => void
  readonly schema: z.ZodMiniType | undefined
  readonly before: Json
  readonly after: Json
  /** Goes before each refusal, for a reason that the operator does not see in the data. Default: nothing. */
  readonly hint?: string
}

const MOST_TOLD = 5

/**
 * Refuses a message that its consumers would refuse, and a field that the edit has added and that no consumer would read: that is a slip in
 * its name, and the message would die again. Places are told as they stand in the data.
 * @throws {UsageError}
 */
export function assertFits({ contract, decode, schema, before, after, hint = '' }: Replacing): void {
  const refuse = (why: string, cause?: unknown) => {
    throw new UsageError(`${hint}The edit does not fit ${contract}${why}`, { cause })
  }
  const parsed = schema?.safeParse(after, telling)
  if (parsed?.error) refuse(`: ${toldOf(parsed.error.issues)}. Nothing is changed.`, parsed.error)
  try {
    decode()
  } catch (error) {
    refuse(`: ${(error as Error).message}`, error)
  }
  const unread = parsed ? unreadPlaces(before, after, parsed.data) : []
  if (unread.length === 0) return
  const fields = `Its fields: npm run ops -- catalog show ${contract.split(' ')[0]}`
  refuse(`, which has no ${unread.join(', ')}: consumers would not see it. ${fields}`)
}

function toldOf(issues: readonly z.core.$ZodIssue[]): string {
  const told = issues.slice(0, MOST_TOLD).map(({ path, message }) => `${toPointer(path) || '/'} ${message}`)
  const others = issues.length - told.length
  return `${told.join('; ')}${others > 0 ? `; and ${others} more` : ''}`
}

/** Places that the edit has added and that reading drops. */
function unreadPlaces(before: unknown, after: unknown, kept: unknown, pointer = ''): string[] {
  if (!isContainer(after) || !isContainer(kept)) return []
  return Object.keys(after).flatMap((name) => {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const [old, has] = isContainer(before) && Object.hasOwn(before, name) ? [before[name], true] : [undefined, false]
    if (Object.hasOwn(kept, name)) return unreadPlaces(old, after[name], kept[name], place)
    return has ? [] : [place]
  })
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
