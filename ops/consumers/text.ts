import { ago, duration } from '../cli/durations.ts'
import { table } from '../cli/table.ts'
import { parkingFull } from '../status/judge-consumer.ts'
import type { ConsumerRow } from './consumer-state.ts'

/** Time to loss below which an operator has to act: a weekend and some time for the repair. */
const SOON_LOST_SECONDS = 3 * 86_400

export function listText(rows: readonly ConsumerRow[], now: number, width: number): string {
  return table(
    rows,
    [
      { title: 'CONSUMER', of: ({ consumer }) => consumer },
      { title: 'STATE', of: stateText },
      { title: 'WAITING', align: 'right', of: ({ waiting }) => String(waiting) },
      { title: 'IN FLIGHT', align: 'right', of: ({ in_flight, delayed }) => String(in_flight + delayed), droppedAt: 2 },
      { title: 'LOSS IN', align: 'right', of: lossOf, droppedAt: 1 },
      { title: 'WHY', of: (row) => whyOf(row, now) },
    ],
    width,
  )
}

/** A consumer that runs, but does not take everything. */
const stateText = ({ state, held, parking }: ConsumerRow): string => {
  if (state !== 'running') return state
  return held.length > 0 ? 'held' : parking && parkingFull(parking) ? 'full' : state
}

const lossOf = ({ loss_in_seconds: loss }: ConsumerRow): string =>
  loss === null ? '' : `${loss < SOON_LOST_SECONDS ? '! ' : ''}${duration(loss)}`

function whyOf({ state, pause, held, parking, consumer }: ConsumerRow, now: number): string {
  const full = parking && parkingFull(parking)
  const [type] = held
  const next =
    type?.next_try && Date.parse(type.next_try) > now
      ? `next try in ${duration((Date.parse(type.next_try) - now) / 1000)}`
      : 'being tried'
  const heldText = type
    ? [`${held.map((one) => one.type).join(', ')} since ${ago(type.since, now)}, ${next}: ${type.cause}`]
    : []
  const pausedText = pause ? [`${pause.by}, ${ago(pause.since, now)}: ${pause.reason}`] : []
  const advice =
    state === 'unpaused'
      ? [`its event source delivers although it is paused: consumers keep`]
      : state === 'off'
        ? [`switched off past these commands: consumers resume ${consumer}`]
        : []
  return [...advice, ...pausedText, ...heldText, ...(full ? [`${full}: parked list --consumer ${consumer}`] : [])].join(
    '; ',
  )
}
