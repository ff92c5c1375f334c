import type { EventSourceMapping, Waiting } from './event-source.ts'
import type { PauseRecord, PauseRecords } from './pause-records.ts'

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
export async function applyRecord(
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
 * Writes the record first, then disables the event source. A look in between shows `pausing`; a command that is killed in between can be
 * run again. Messages in flight are finished, and nothing is taken out of the queue.
 * @param drained the record of the drain that ends with this pause. Default: the pause rests on whatever record is there.
 * @throws {DecidedOtherwise} when somebody has changed the record meanwhile; the event source is as that decision wants it.
 */
export async function pause(environment: ChangeEnvironment, reason: string, drained?: PauseRecord): Promise<Changed> {
  const { consumer, records } = environment
  const seen = drained ?? (await records.read(consumer))
  const already = seen?.intent === 'pause'
  const record = already ? seen : await decide(environment, 'pause', reason, seen)
  const now = await applyRecord(environment, false)
  if (now?.id === record.id) return { record, already }
  const left = now?.intent === 'pause' ? 'it is paused' : 'it delivers'
  throw new DecidedOtherwise(
    `${consumer} was paused, but ${describeOther(now)} meanwhile, and ${left}: look at "consumers list".`,
  )
}

/** Writes the record, enables the event source, then deletes the record, unless another operator has paused the consumer in between. */
export async function resume(environment: ChangeEnvironment, reason: string): Promise<Changed | undefined> {
  const { consumer, records, source } = environment
  const seen = await records.read(consumer)
  if (!seen && (await source.state()) === 'Enabled') return undefined
  const record = await decide(environment, 'resume', reason, seen)
  const now = await applyRecord(environment, true)
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
