import { styleText } from 'node:util'
import { duration } from '../cli/durations.ts'
import { type Column, cut, table } from '../cli/table.ts'
import type { ConsumerStatus, Urgency } from './consumer-status.ts'
import type { PipelineStatus } from './read-status.ts'
import type { Unread } from './unread.ts'

const UNKNOWN = '?'

const number = (value: number | null): string => (value === null ? UNKNOWN : value.toLocaleString('en-US'))
const some = (value: number | null): string => (value === 0 ? '·' : number(value))

const marks: Readonly<Record<Urgency, string>> = { ok: '', watch: '!', act: '!!' }
const colours: Readonly<Record<Urgency, 'green' | 'yellow' | 'red'>> = { ok: 'green', watch: 'yellow', act: 'red' }

/** The most important columns stay longest where the terminal is narrow. */
const columns = (now: number): Column<ConsumerStatus>[] => [
  { title: '', of: ({ urgency }) => styleText(colours[urgency], marks[urgency].padEnd(2)) },
  { title: 'CONSUMER', of: ({ consumer }) => consumer },
  {
    title: 'LAG',
    align: 'right',
    of: ({ lag_seconds }) => (lag_seconds === null ? UNKNOWN : lag_seconds === 0 ? '·' : duration(lag_seconds)),
  },
  { title: 'WAITING', align: 'right', of: ({ waiting }) => some(waiting) },
  { title: 'IN FLIGHT', align: 'right', of: ({ in_flight }) => some(in_flight), droppedAt: 4 },
  { title: 'DELAYED', align: 'right', of: ({ delayed }) => (delayed ? number(delayed) : ''), droppedAt: 6 },
  { title: 'DONE/MIN', align: 'right', of: ({ done_per_second }) => perMinute(done_per_second), droppedAt: 3 },
  { title: 'FAILING', align: 'right', of: ({ failure_ratio }) => failing(failure_ratio), droppedAt: 5 },
  { title: 'DEAD', align: 'right', of: ({ dead_letters }) => some(dead_letters) },
  {
    title: 'LOST IN',
    align: 'right',
    of: ({ loss_in_seconds }) => (loss_in_seconds === null ? '' : `≥ ${duration(loss_in_seconds)}`),
    droppedAt: 2,
  },
  {
    title: 'DEPLOYED',
    align: 'right',
    of: ({ deployed_at }) =>
      deployed_at === null ? UNKNOWN : `${duration((now - Date.parse(deployed_at)) / 1000)} ago`,
    droppedAt: 7,
  },
  { title: 'JUDGEMENT', of: ({ urgency, says }) => styleText(urgency === 'ok' ? 'dim' : colours[urgency], says) },
]

const perMinute = (perSecond: number | null): string =>
  some(perSecond === null ? null : Number((perSecond * 60).toPrecision(2)))

const failing = (ratio: number | null): string =>
  ratio === null ? '' : ratio === 0 ? '·' : `${ratio < 0.01 ? '<1' : Math.round(ratio * 100)} %`

export function statusText(status: PipelineStatus, width: number): string {
  const { stack, at, window_seconds, api, relays, consumers, unread } = status
  const title = `${styleText('bold', stack)}  ${at.slice(0, 19).replace('T', ' ')} UTC, rates of the last ${duration(window_seconds)}`
  const lines = [
    line(
      api.urgency,
      `API  ${number(api.requests_per_minute)} requests/min, p99 ${api.p99_ms === null ? UNKNOWN : `${Math.round(api.p99_ms)} ms`}, ${number(api.server_errors)} × 5xx`,
      api.says,
    ),
    ...relays.map(({ relay, urgency, lag_seconds, set_aside, errors, says }) =>
      line(
        urgency,
        `relay of ${relay}  ${lag_seconds === null ? 'no record lately' : `lag ${duration(lag_seconds)}`}, ${number(set_aside)} set aside, ${number(errors)} errors`,
        says,
      ),
    ),
  ]
  return [
    ...[title, ...lines].map((text) => `${cut(text, width)}\n`),
    '\n',
    table(consumers, columns(Date.parse(at)), width),
    unreadText(unread, width),
  ].join('')
}

const line = (urgency: Urgency, text: string, says: string): string =>
  `${styleText(colours[urgency], marks[urgency].padEnd(2))}  ${text}${says === 'nothing to do' ? '' : styleText(colours[urgency], `: ${says}`)}`

/** Explains each value that is shown as `?`. */
function unreadText(unread: readonly Unread[], width: number): string {
  return unread
    .flatMap(({ what, reason }) => [
      '\n',
      styleText('red', cut(`Could not be read: ${listed(what)}`, width)),
      '\n',
      cut(`  ${reason}`, width),
      '\n',
    ])
    .join('')
}

const SHOWN = 3
const listed = (what: readonly string[]): string =>
  what.length <= SHOWN
    ? what.join(', ')
    : `${what.slice(0, SHOWN).join(', ')} and ${what.length - SHOWN} more of this kind`
