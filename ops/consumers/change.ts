import type { PauseRecord, PauseRecords } from '../pauses/pause-records.ts'
import { type EventSourceMapping, NoEventSource, type Waiting } from './event-source.ts'

export interface ChangeEnvironment {
  readonly consumer: string
  readonly records: PauseRecords
  readonly source: Pick<EventSourceMapping, 'state' | 'setEnabled'>
  readonly waiting: Waiting
  /** Name of the operator, for output. */
  readonly by: string
  readonly nextId: () => string
  /** ISO 8601 */
  readonly nowIso: () => string
}

/** Another operator has changed the record in the meantime. Their decision stands. */
export class DecidedOtherwise extends Error {
  override readonly name = 'DecidedOtherwise'
}

/** @returns the record as it is from now on. @throws {DecidedOtherwise} when somebody has changed it since it was seen. */
export async function decide(
  { consumer, records, by, nextId, nowIso }: ChangeEnvironment,
  intent: PauseRecord['intent'],
  reason: string,
  seen: PauseRecord | undefined,
): Promise<PauseRecord> {
  const record = { consumer, id: nextId(), intent, by, reason, since: nowIso() }
  if (await records.replace(record, seen)) return record
  throw new DecidedOtherwise(`Somebody else has just changed ${consumer}: look at "consumers list" and decide again.`)
}

export interface Changed {
  readonly record: PauseRecord
  /** The consumer was in that state already, and the record of whoever put it there is kept. */
  readonly already: boolean
}

/**
 * Enables or disables the event source, and then looks whether the record still says so: another operator may have decided otherwise
 * while Lambda was at it, and their own change may have come before this one. Everyone who changes an event source ends with such a look,
 * so that whoever is last leaves it as the record says, in whatever order the changes came.
 * @returns the record that the event source agrees with.
 */
async function applyRecord(
  { consumer, records, source, waiting }: ChangeEnvironment,
  enabled: boolean,
): Promise<PauseRecord | undefined> {
  for (let wanted = enabled; ; wanted = !wanted) {
    await source.setEnabled(wanted, waiting)
    const now = await records.read(consumer)
    if ((now?.intent !== 'pause') === wanted) return now
  }
}

/**
 * {@link applyRecord}. The consumer's function goes by the record, whatever its event source does, so a change that AWS has refused must not
 * stay on record: it is taken back where nothing else has happened since. Else the error says what the record does.
 * @param seen the record before. @throws {Error} saying what stands now.
 */
export async function carryOut(
  environment: ChangeEnvironment,
  record: PauseRecord,
  seen: PauseRecord | undefined,
): Promise<PauseRecord | undefined> {
  const { consumer, records } = environment
  const isToRun = record.intent !== 'pause'
  try {
    return await applyRecord(environment, isToRun)
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error))
    const failed = `The event source of ${consumer} could not be switched ${isToRun ? 'on' : 'off'}: ${cause.message}`
    if (record.id !== seen?.id && (await isTakenBack(environment, { record, seen, isToRun, cause }))) {
      throw new Error(`${sentence(failed)} Nothing has changed.`, { cause })
    }
    const now = await records.read(consumer).catch(() => undefined)
    throw new Error(`${sentence(failed)} ${whatStands(consumer, now)}`, { cause })
  }
}

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`)

const whatStands = (consumer: string, record: PauseRecord | undefined): string =>
  record?.intent === 'pause'
    ? `It is on record as paused, so within a minute its function handles nothing any more: run it again, or "consumers resume ${consumer}".`
    : 'It is not on record as paused, so its function handles what it gets: run it again.'

/** Only what AWS has refused, and what shows no trace in the event source. A call without an answer may have been carried out. */
async function isTakenBack(
  { records, source }: ChangeEnvironment,
  { record, seen, isToRun, cause }: Refused,
): Promise<boolean> {
  if (!isDenied(cause)) return false
  const before = isToRun ? 'Disabled' : 'Enabled'
  try {
    if ((await source.state()) !== before) return false
    if (!(await (seen ? records.replace(seen, record) : records.remove(record)))) return false
    if ((await source.state()) === before) return true
    // Another operator may have relied on the record before it went, and has carried it out: it has to stand.
    await records.replace(record, seen)
    return false
  } catch {
    return false
  }
}

const isDenied = ({ name }: Error): boolean => /AccessDenied|Unauthorized/.test(name)

/** Used at the first look: if the caller may not see the event source, or the function has none, the change ends before anything is written. */
function endIfItNeverPasses(error: unknown): void {
  if (error instanceof NoEventSource || (error instanceof Error && isDenied(error))) throw error
}

interface Refused {
  readonly record: PauseRecord
  readonly seen: PauseRecord | undefined
  readonly isToRun: boolean
  readonly cause: Error
}

/**
 * Writes the record first, then disables the event source. A look in between shows `pausing`; a command that is killed in between can be
 * run again. Messages in flight are finished, and nothing is taken out of the queue. Whoever may not even see the event source is told so before
 * anything is written; where Lambda only does not answer, the record alone stops the function within a minute.
 * @param drained the record of the drain that ends with this pause. Default: the pause rests on whatever record is there.
 * @throws {DecidedOtherwise} when somebody has changed the record meanwhile; the event source is as that decision wants it.
 * @throws {Error} when the event source could not be switched off; it says what stands now.
 */
export async function pause(environment: ChangeEnvironment, reason: string, drained?: PauseRecord): Promise<Changed> {
  const { consumer, records, source } = environment
  await source.state().catch(endIfItNeverPasses)
  const seen = drained ?? (await records.read(consumer))
  const already = seen?.intent === 'pause'
  const record = already ? seen : await decide(environment, 'pause', reason, seen)
  const now = await carryOut(environment, record, seen)
  if (now?.id === record.id) return { record, already }
  const left = now?.intent === 'pause' ? 'it is paused' : 'it delivers'
  throw new DecidedOtherwise(
    `${consumer} was paused, but ${describeOther(now)} meanwhile, and ${left}: look at "consumers list".`,
  )
}

/**
 * Writes the record, enables the event source, then deletes the record, unless another operator has paused the consumer in between. Where a record has
 * stopped the function while Lambda does not answer, the new one alone lets it go on.
 */
export async function resume(environment: ChangeEnvironment, reason: string): Promise<Changed | undefined> {
  const { consumer, records, source } = environment
  const seen = await records.read(consumer)
  if (seen) await source.state().catch(endIfItNeverPasses)
  else if ((await source.state()) === 'Enabled') return undefined
  const record = await decide(environment, 'resume', reason, seen)
  const now = await carryOut(environment, record, seen)
  if (now?.id === record.id && (await records.remove(record))) return { record: seen ?? record, already: false }
  const other = await applyRecord(environment, now?.intent !== 'pause')
  throw new DecidedOtherwise(`${consumer} was not resumed: ${describeOther(other)} meanwhile.`)
}

const describeOther = (record: PauseRecord | undefined): string =>
  record ? `${record.by} asked for "${record.intent}" (${record.reason})` : 'somebody has resumed it'

/** Whether the consumer delivers although it is on record as paused. */
export async function isUnpaused({ consumer, records, source }: ChangeEnvironment): Promise<boolean> {
  return (await records.read(consumer))?.intent === 'pause' && (await source.state()) !== 'Disabled'
}

/**
 * Enforces the records: the event source of a paused consumer is disabled again if it delivers, because a deployment has replaced it or
 * somebody has enabled it without these commands.
 * @returns whether it had to be, and is paused now.
 */
export async function keep(environment: ChangeEnvironment): Promise<boolean> {
  return (await isUnpaused(environment)) && (await applyRecord(environment, false))?.intent === 'pause'
}
