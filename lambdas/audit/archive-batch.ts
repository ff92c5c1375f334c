import type { EventEnvelope } from '../../events/envelope.ts'
import { DeferredError } from '../runtime/errors.ts'
import { fullJitter } from '../runtime/retry/backoff.ts'
import type { Clock } from '../runtime/system/clock.ts'
import type { Ids } from '../runtime/system/ids.ts'
import type { Random } from '../runtime/system/random.ts'
import { pause, type Timers } from '../runtime/system/timers.ts'
import { dayOf, objectKey, objectName, toLine } from './archive-object.ts'
import { assignTo, entriesOf } from './assign.ts'
import { type AssignmentPage, digitsOf, type IdDigits, isWhole, minuteOf } from './assignment-page.ts'
import type { AssignmentStore } from './assignment-store.ts'
import type { ObjectStore } from './object-store.ts'

export interface Archiving {
  readonly assignments: AssignmentStore
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly timers: Timers
  readonly ids: Ids
  readonly random: Random
}

/** `there before`: some earlier delivery has archived it. An error: it is not known to be archived. */
export type Archived = 'archived' | 'there before' | Error

/** How long others wait for an object to which events are assigned: longer than it takes to put one. */
const EXPECTED_WITHIN_MS = 5000

/** A writer that loses against others of the same minute tries again, so many times; then the queue's backoff takes over. */
const MAX_ROUNDS = 30
const lost = { firstMs: 10, maxMs: 200 }

/**
 * Archives events together, each exactly once, in one object for each day of theirs. docs/analytics-and-audit.md draws the
 * timelines. What it rests on:
 *
 * 1. An event is assigned to an object before the object is put, in the page of its minute, and each write of a page replaces the
 *    version that was read: at any time an event is assigned to at most one object.
 * 2. An object is put once, under a name that only its writer knows. A function that finds an assignment without its object, past its time,
 *    puts an empty object under that name: the put of the lines is refused from then on, however late it comes.
 * 3. An assignment is changed only after that. So the lines of an event are in the object that it is assigned to, and in no other.
 *
 * @returns by event id.
 * @throws what a store throws: then nothing is known of any of them, and a redelivery finds out.
 */
export async function archiveBatch(
  archiving: Archiving,
  events: readonly EventEnvelope[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Archived>> {
  const results = new Map<string, Archived>()
  const open = new Map<IdDigits, EventEnvelope>()
  for (const event of events) {
    const digits = digitsOf(event.event_id)
    if (!open.has(digits)) open.set(digits, event)
  }
  /** Names of the objects that are being prepared here, by day. */
  const own = new Map<string, string>()
  const settle = (digits: IdDigits, result: Archived) => {
    const event = open.get(digits)
    if (event) results.set(event.event_id, result)
    open.delete(digits)
  }
  for (let round = 0; open.size > 0; round++) {
    if (round === MAX_ROUNDS) {
      for (const digits of [...open.keys()]) settle(digits, contended())
      break
    }
    if (round > 0) await pause(archiving.timers, fullJitter(lost, round - 1, archiving.random))
    signal?.throwIfAborted()
    const pages = await readPages(archiving, open.keys(), signal)
    if (![...pages.values()].every(isWhole)) continue
    const dead = await findOut(archiving, { open, own, pages, settle }, signal)
    if (await assignAll(archiving, { open, own, pages, dead }, signal)) {
      await putAll(archiving, { open, own, settle }, signal)
    }
  }
  return results
}

interface Work {
  readonly open: ReadonlyMap<IdDigits, EventEnvelope>
  readonly own: Map<string, string>
  readonly pages: ReadonlyMap<string, readonly AssignmentPage[]>
  readonly settle: (digits: IdDigits, result: Archived) => void
}

/** Contention is not the event's fault, so it spends none of the event's attempts. */
const contended = () => new DeferredError('ASSIGNMENTS_CONTENDED', 'Other writers were faster each time.')

async function readPages(
  { assignments }: Archiving,
  ids: Iterable<IdDigits>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly AssignmentPage[]>> {
  const minutes = [...new Set([...ids].map(minuteOf))]
  return new Map(
    await Promise.all(minutes.map(async (minute) => [minute, await assignments.read(minute, signal)] as const)),
  )
}

/** Settles what others have archived, or are about to. @returns names of the objects that nobody will put any more. */
async function findOut(
  archiving: Archiving,
  { open, own, pages, settle }: Work,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const preparing = new Set(own.values())
  const entries = entriesOf(pages, open).filter(({ object }) => !preparing.has(object))
  const dead = new Set<string>()
  const byObject = Map.groupBy(entries, ({ object }) => object)
  await Promise.all(
    [...byObject].map(async ([object, assigned]) => {
      const until = Math.max(...assigned.map((one) => one.until))
      const standing = await certain(archiving, object, until, signal)
      if (standing === 'empty') dead.add(object)
      for (const { digits } of assigned) {
        if (standing === 'lines') settle(digits, 'there before')
        if (standing === 'absent') settle(digits, expected(until - archiving.clock.now()))
      }
    }),
  )
  return dead
}

/** The final state of a name: `absent` only while its lines may still be expected. */
async function certain({ objects, clock }: Archiving, object: string, until: number, signal: AbortSignal | undefined) {
  const key = objectKey(object)
  const standing = await objects.look(key, signal)
  if (standing !== 'absent' || clock.now() < until) return standing
  return (await objects.create(key, '', signal)) ? 'empty' : objects.look(key, signal)
}

const expected = (milliseconds: number) =>
  new DeferredError(
    'ARCHIVED_ELSEWHERE',
    'Another delivery is archiving it.',
    Math.max(1, Math.ceil(milliseconds / 1000)),
  )

/** Assigns all that is still open to the objects that are prepared here. @returns false when some page was written by others. */
async function assignAll(
  { assignments, clock, ids }: Archiving,
  { open, own, pages, dead }: Omit<Work, 'settle'> & { readonly dead: ReadonlySet<string> },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const nameOf = (event: EventEnvelope): string => {
    const day = dayOf(event)
    const name = own.get(day) ?? objectName(day, ids.next('obj'))
    own.set(day, name)
    return name
  }
  const wanted = [...open].map(([digits, event]) => ({ digits, object: nameOf(event) }))
  const changed = assignTo(pages, wanted, dead, clock.now() + EXPECTED_WITHIN_MS)
  const written = await Promise.all(changed.map((page) => assignments.replace(page, signal)))
  return written.every(Boolean)
}

/** Puts each object. What is refused although only this function knows its name was put before, or has been given up by others. */
async function putAll(
  { objects }: Archiving,
  { open, own, settle }: Omit<Work, 'pages'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const byDay = Map.groupBy(open, ([, event]) => dayOf(event))
  await Promise.all(
    [...byDay].map(async ([day, assigned]) => {
      const key = objectKey(own.get(day)!)
      const body = assigned.map(([, event]) => toLine(event)).join('')
      const isThere = (await objects.create(key, body, signal)) || (await objects.look(key, signal)) === 'lines'
      if (isThere) for (const [digits] of assigned) settle(digits, 'archived')
      else own.delete(day)
    }),
  )
}
