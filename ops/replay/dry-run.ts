import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { grouped } from '../cli/progress-bar.ts'
import { type Mark, readMarks } from './markers.ts'
import { type Selection, type StoredEvents, selectEvents } from './selection.ts'

const PAGE = 1000

const meaningOf = (again: boolean): Record<Mark, string> => ({
  completed: again ? 'processed already: processed again' : 'processed already: skipped unless --again',
  claimed: 'claimed, not completed: taken up when the claim expires',
  expired: 'processed, but the dedup window has passed: processed again',
  none: 'never processed: processed',
})

export interface Replayed {
  readonly selection: Selection
  /** Only events after this id are counted; all, if absent. */
  readonly after?: string | undefined
}

export interface DryRun {
  readonly events: number
  /** Times of the first and the last event; empty without any. */
  readonly first: string
  readonly last: string
  /** Events by type. */
  readonly types: Readonly<Record<string, number>>
  /** Events by what the consumer knows of them; absent where it keeps no markers. */
  readonly marks?: Readonly<Record<Mark, number>>
  /** Events that are parked for the consumer just now; with `--again` they are left out of the other figures, because they are not sent. */
  readonly parked: number
}

/** Counts what a replay would send; sends nothing. @param again whether what the consumer has done takes effect again. */
export async function dryRun(
  markers: { readonly client: DynamoDBClient; readonly table: string; readonly now: number },
  consumer: ConsumerDeclaration,
  source: StoredEvents & { readonly parked?: ReadonlySet<string> },
  { selection, after }: Replayed,
  again = false,
): Promise<DryRun> {
  const byType = new Map<string, number>()
  const marks: Record<Mark, number> = { completed: 0, claimed: 0, expired: 0, none: 0 }
  const hasMarkers = consumer.idempotency === 'atomic' || consumer.idempotency === 'lease'
  let ids: string[] = []
  const look = async () => {
    if (!hasMarkers) return
    const found = await readMarks(markers, consumer.name, ids)
    for (const mark of Object.keys(marks) as Mark[]) marks[mark] += found[mark]
    ids = []
  }
  let [total, parked, first, last] = [0, 0, '', '']
  for await (const { event } of selectEvents(source, selection, after)) {
    const isParked = source.parked?.has(event.event_id) ?? false
    if (isParked) parked++
    if (isParked && again) continue
    total++
    byType.set(event.event_type, (byType.get(event.event_type) ?? 0) + 1)
    first ||= event.timestamp
    last = event.timestamp
    if (ids.push(event.event_id) === PAGE) await look()
  }
  await look()

  const types = Object.fromEntries([...byType].sort(([left], [right]) => (left < right ? -1 : 1)))
  return { events: total, first, last, types, ...(hasMarkers && { marks }), parked }
}

export function dryRunText(
  consumer: Pick<ConsumerDeclaration, 'name'>,
  { events, first, last, types, marks, parked }: DryRun,
  again: boolean,
): string {
  const meaning = meaningOf(again)
  const line = (count: number, text: string) => `${grouped(count).padStart(12)}  ${text}\n`
  const known = events > 0 && marks ? (Object.keys(marks) as Mark[]).filter((mark) => marks[mark] > 0) : []
  return [
    `A replay to ${consumer.name} would send ${grouped(events)} events${events > 0 ? `, from ${first} to ${last}` : ''}:\n`,
    ...Object.entries(types).map(([type, count]) => line(count, type)),
    ...(marks && events > 0 ? ['Of these:\n'] : []),
    ...known.map((mark) => line(marks?.[mark] ?? 0, meaning[mark])),
    ...(parked > 0
      ? [
          line(
            parked,
            again ? 'parked: left out, they take effect once released' : 'parked: stay so, the copies change nothing',
          ),
        ]
      : []),
  ].join('')
}

/** What `--again` leaves out, as the end of its question; empty if nothing is parked. */
export const leftOutText = (parked: number): string => {
  if (parked === 0) return ''
  const events =
    parked === 1 ? 'The event that is parked for it is' : `The ${grouped(parked)} events that are parked for it are`
  return ` ${events} left out, whatever is selected: parked release has them take effect.`
}
