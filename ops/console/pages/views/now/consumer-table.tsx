import type { ComponentChildren } from 'preact'
import type { ConsumerStatus } from '../../../../status/consumer-status.ts'
import { count, days, duration, percent, perMinute, seconds, some } from '../../format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Text } from '../../parts/text.tsx'
import type { Lane } from './lanes.ts'

const columns = ['Waiting', 'In flight', 'Lag', 'Done/min', 'Failing', 'Dead', 'Lost in'] as const

/** Every consumer with its figures, in the rows to which the picture's arrows point. */
export function ConsumerTable({ lanes, now }: { readonly lanes: readonly Lane[]; readonly now: number }) {
  return (
    <table class="consumers">
      <caption class="unseen">Consumers and their queues</caption>
      <thead>
        <tr>
          <th scope="col">Consumer</th>
          {columns.map((title) => (
            <th key={title} scope="col" class="number">
              {title}
            </th>
          ))}
          <th scope="col">State</th>
        </tr>
      </thead>
      {lanes.map(({ kind, name, queues, consumers }) => (
        <tbody key={kind}>
          <tr class="lane">
            <th scope="rowgroup" colSpan={columns.length + 2}>
              <span class="narrow-only">{name}: </span>
              {queues}
            </th>
          </tr>
          {consumers.map((consumer) => (
            <Row key={consumer.consumer} {...consumer} now={now} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function Row({ now, takes, ...status }: Lane['consumers'][number] & { readonly now: number }) {
  const { consumer, urgency, waiting, in_flight, delayed, lag_seconds, dead_letters, loss_in_seconds } = status
  const flying = in_flight === null ? null : in_flight + (delayed ?? 0)
  return (
    <tr class={urgency}>
      <th scope="row" title={`takes ${takes.join(', ')}`}>
        <Mark urgency={urgency} /> {consumer}
      </th>
      <Figure title="Waiting">{some(waiting)}</Figure>
      <Figure title="In flight" says={delayed ? `${count(delayed)} of them delayed` : undefined}>
        {some(flying)}
      </Figure>
      <Figure title="Lag">{seconds(lag_seconds)}</Figure>
      <Figure title="Done/min">{perMinute(status.done_per_second)}</Figure>
      <Figure title="Failing">{percent(status.failure_ratio)}</Figure>
      <Figure title="Dead">
        {dead_letters ? <a href={`/dead-letters?consumer=${consumer}`}>{count(dead_letters)}</a> : some(dead_letters)}
      </Figure>
      <Figure title="Lost in">{loss_in_seconds === null ? '' : `≥ ${days(loss_in_seconds)}`}</Figure>
      <td class={`state ${status.says === 'nothing to do' ? 'nil' : ''}`} data-title="State">
        <State status={status} now={now} />
      </td>
    </tr>
  )
}

interface FigureProps {
  readonly title: string
  readonly says?: string | undefined
  readonly children: ComponentChildren
}

/** A number; on a narrow page its title stands beside it, and a zero is left out. */
const Figure = ({ title, says, children }: FigureProps) => (
  <td class={`number ${children === '·' || children === '' ? 'nil' : ''}`} data-title={title} title={says}>
    {children}
  </td>
)

/** Says what keeps a consumer from its work or, if nothing does, how it is judged. */
function State({ status, now }: { readonly status: ConsumerStatus; readonly now: number }) {
  const { state, pause, breakers, says, urgency } = status
  const open = breakers.find((breaker) => breaker.state !== 'closed')
  if (pause) {
    return (
      <span title={says}>
        {state === 'unpaused' && 'delivers, but is on record as '}
        {state === 'pausing' && 'being '}paused by <Text>{pause.by}</Text> for{' '}
        {duration((now - Date.parse(pause.since)) / 1000)}
      </span>
    )
  }
  if (state === 'off' || state === 'missing')
    return <span title={says}>{state === 'off' ? 'switched off' : 'missing'}</span>
  if (open) {
    return (
      <a href="/breakers" title={says}>
        breaker {open.breaker} {open.state}
      </a>
    )
  }
  if (state === null) return <span title="Whether it is fed could not be read">?</span>
  return (
    <span class={urgency === 'ok' ? 'dim' : ''} title={says}>
      {urgency === 'ok' && says === 'nothing to do' ? 'running' : says}
    </span>
  )
}
