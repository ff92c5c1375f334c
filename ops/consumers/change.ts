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
 * Writes the record first, then disables the event source. A look in between shows `pausing`; a command that is killed in between can be
 * run again. Messages in flight are finished, and nothing is taken out of the queue.
 */
export async function pause(environment: ChangeEnvironment, reason: string): Promise<Changed> {
  const { consumer, records, source, waiting } = environment
  const seen = await records.read(consumer)
  const already = seen?.intent === 'pause'
  const record = already ? seen : await decide(environment, 'pause', reason, seen)
  await source.setEnabled(false, waiting)
  const now = await records.read(consumer)
  if (now?.id === record.id) return { record, already }
  throw new DecidedOtherwise(`${consumer} was paused, but ${describeOther(now)} meanwhile: look at "consumers list".`)
}

/** Writes the record, enables the event source, then deletes the record, unless another operator has paused the consumer in between. */
export async function resume(environment: ChangeEnvironment, reason: string): Promise<Changed | undefined> {
  const { consumer, records, source, waiting } = environment
  const seen = await records.read(consumer)
  if (!seen && (await source.state()) === 'Enabled') return undefined
  const record = await decide(environment, 'resume', reason, seen)
  await source.setEnabled(true, waiting)
  if (await records.remove(record)) return { record: seen ?? record, already: false }
  const now = await records.read(consumer)
  if (now?.intent === 'pause') await source.setEnabled(false, waiting)
  throw new DecidedOtherwise(`${consumer} was not resumed: ${describeOther(now)} meanwhile.`)
}

const describeOther = (record: PauseRecord | undefined): string =>
  record ? `${record.by} asked for "${record.intent}" (${record.reason})` : 'somebody has resumed it'

/**
 * Enforces the records: the event source of a paused consumer is disabled again if it delivers, because a deployment has replaced it or
 * somebody has enabled it without these commands.
 * @returns whether it had to be.
 */
export async function keep({ consumer, records, source, waiting }: ChangeEnvironment): Promise<boolean> {
  const record = await records.read(consumer)
  if (record?.intent !== 'pause' || (await source.state()) === 'Disabled') return false
  await source.setEnabled(false, waiting)
  return true
}
