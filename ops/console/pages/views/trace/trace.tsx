import type { Trace, TracedDelivery, TracedStep } from '../../../../trace/trace.ts'
import { useAbout } from '../../about.ts'
import { count, moment } from '../../format.ts'
import { useLive } from '../../live.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { go } from '../../router.ts'
import type { Drawn } from '../view.ts'
import { Axis, deliveryMarks, spanOf, stepMarks, Ticks } from './axis.tsx'

/** All effects of one request, as a tree with milliseconds. */
export function TracePage({ query: { id = '', since } }: Drawn) {
  return (
    <>
      <form
        class="actions"
        onSubmit={(event) => {
          event.preventDefault()
          const asked = String(new FormData(event.currentTarget).get('id') ?? '').trim()
          if (asked) go(`/trace?${new URLSearchParams({ id: asked })}`)
        }}
      >
        <label>
          Event, command, aggregate or correlation id <input name="id" defaultValue={id} size={44} required />
        </label>{' '}
        <button type="submit">Trace</button>
      </form>
      {id === '' ? <h1>Trace</h1> : <Found key={`${id} ${since}`} id={id} since={since} />}
    </>
  )
}

/** The path says nothing new where the route has no parameters. */
const asked = ({ route, path }: Trace['requests'][number]): string =>
  route.endsWith(` ${path}`) ? route : `${route} ${path}`

interface FoundProps {
  readonly id: string
  /** ISO 8601: where to begin looking for what only logs tell. Default: a day ago. */
  readonly since: string | undefined
}

function Found({ id, since }: FoundProps) {
  const { isLocal } = useAbout()
  // On AWS each look searches the logs of all functions, which an account may do five times a second.
  const pace = { everySeconds: isLocal ? 3 : 60, idleSeconds: 600 }
  const live = useLive<readonly Trace[]>('trace', { id, ...(since !== undefined && { since }) }, pace)
  return (
    <>
      <PageHead title={<Text>{id}</Text>} live={live} />
      {live.data?.map((trace) => (
        <section key={trace.correlation_id} aria-label={trace.correlation_id}>
          <h2>
            <Text>{trace.correlation_id}</Text>
          </h2>
          {trace.requests.map((request) => (
            <p key={request.at}>
              {moment(request.at)} UTC <Text>{asked(request)}</Text> answered {request.status} in{' '}
              {count(request.duration_ms)} ms <Text>{request.error ?? ''}</Text>
            </p>
          ))}
          {trace.steps.length > 0 ? <Ticks spanMs={spanOf(trace)} /> : null}
          <Steps steps={trace.steps} spanMs={spanOf(trace)} />
          {trace.notes.map((note) => (
            <p key={note} class="dim">
              <Text>{note}</Text>
            </p>
          ))}
        </section>
      ))}
      <CommandLine does={since === undefined ? `trace ${id}` : `trace ${id} --since ${since}`} />
    </>
  )
}

interface StepsProps {
  readonly steps: readonly TracedStep[]
  readonly spanMs: number
}

function Steps({ steps, spanMs }: StepsProps) {
  if (steps.length === 0) return null
  return (
    <ul class="tree">
      {steps.map((step) => (
        <li key={step.id}>
          <div class="trace-row">
            <span>
              <span class="number">{count(step.offset_ms)} ms</span>{' '}
              <strong>
                <Text>{step.type}</Text>
              </strong>{' '}
              <span class="dim id">
                <StoredAs step={step} />
              </span>
            </span>
            <Axis marks={stepMarks(step)} spanMs={spanMs} />
          </div>
          <ul class="tree">
            {step.deliveries.map((delivery) => (
              <Delivered key={delivery.consumer} delivery={delivery} storedAt={step.offset_ms} spanMs={spanMs} />
            ))}
          </ul>
          <Steps steps={step.led_to} spanMs={spanMs} />
        </li>
      ))}
    </ul>
  )
}

/** A stream leads to its aggregate. */
function StoredAs({ step: { id, stored_as } }: { readonly step: TracedStep }) {
  const [, type, aggregate] = /^([^/]+)\/(.+) \d+$/.exec(stored_as ?? '') ?? []
  if (type === undefined || aggregate === undefined) return <Text>{stored_as ?? id}</Text>
  return (
    <a href={`/aggregates/${encodeURIComponent(type)}/${encodeURIComponent(aggregate)}`}>
      <Text>{stored_as ?? ''}</Text>
    </a>
  )
}

const isBad = (state: TracedDelivery['state']): boolean => state === 'dead' || state === 'dropped'

interface DeliveredProps {
  readonly delivery: TracedDelivery
  readonly storedAt: number
  readonly spanMs: number
}

function Delivered({ delivery, storedAt, spanMs }: DeliveredProps) {
  const { consumer, state, attempts, dead_letter, led_to } = delivery
  const last = attempts.at(-1)
  return (
    <li>
      <div class="trace-row">
        <span>
          <span class="number">{last ? `${count(last.offset_ms)} ms` : ''}</span> {consumer}{' '}
          <span class={isBad(state) ? 'failed-inline' : 'dim'}>
            {state}
            {last ? `, ${count(last.duration_ms)} ms` : ''}
            {attempts.length > 1 ? `, ${attempts.length} attempts` : ''}
            {last?.delay_seconds ? `, tried again in ${last.delay_seconds} s` : ''}
          </span>{' '}
          <Text>{dead_letter ? `${dead_letter.error_type}: ${dead_letter.error}` : (last?.error ?? '')}</Text>
        </span>
        <Axis marks={deliveryMarks(delivery, storedAt)} spanMs={spanMs} />
      </div>
      <Steps steps={led_to} spanMs={spanMs} />
    </li>
  )
}
