import type { EventSource, Waiting } from './event-source.ts'
import type { PauseRecord, PauseRecords } from './pause-records.ts'

export interface ChangeEnvironment {
  readonly consumer: string
  readonly records: PauseRecords
  readonly source: Pick<EventSource, 'state' | 'setEnabled'>
  readonly waiting: Waiting
  /** Who changes it, for people. */
  readonly by: string
  readonly nextId: () => string
  /** ISO 8601 */
  readonly nowIso: () => string
}

/** Somebody else has decided otherwise meanwhile; their decision stands. */
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
  /** It was so before: somebody else's record stands. */
  readonly already: boolean
}

/**
 * First the record, then the event source: whoever looks in between sees `pausing`, and whoever is killed in between runs it
 * again. What is in flight ends by itself; nothing is taken out of the queue.
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

/** First the record, then the event source, then the record goes: a pause that comes in between is kept. */
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
 * Holds what the records say: a paused consumer whose event source delivers, because another one was deployed in its place or
 * somebody has switched it on past these commands, is switched off again.
 * @returns whether it had to be.
 */
export async function keep({ consumer, records, source, waiting }: ChangeEnvironment): Promise<boolean> {
  const record = await records.read(consumer)
  if (record?.intent !== 'pause' || (await source.state()) === 'Disabled') return false
  await source.setEnabled(false, waiting)
  return true
}
