import type { Delivery, Trace, TracedStep } from '../../../trace/trace.ts'
import { useAbout } from '../about.ts'
import { count, moment } from '../format.ts'
import { useLive } from '../live.ts'
import { CommandLine } from '../parts/command-line.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { go } from '../router.ts'
import type { Drawn } from './view.ts'

/** What one request set in motion, as a tree with milliseconds. */
export function TracePage({ query: { id = '' } }: Drawn) {
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
      {id === '' ? <h1>Trace</h1> : <Found key={id} id={id} />}
    </>
  )
}

function Found({ id }: { readonly id: string }) {
  const { isLocal } = useAbout()
  // On AWS each look searches the logs of all functions, which an account may do five times a second.
  const pace = { everySeconds: isLocal ? 3 : 60, idleSeconds: 600 }
  const live = useLive<readonly Trace[]>('trace', { id }, pace)
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
              {moment(request.at)} UTC <Text>{`${request.route} ${request.path}`}</Text> answered {request.status} in{' '}
              {count(request.duration_ms)} ms <Text>{request.error ?? ''}</Text>
            </p>
          ))}
          <Steps steps={trace.steps} />
          {trace.notes.map((note) => (
            <p key={note} class="dim">
              <Text>{note}</Text>
            </p>
          ))}
        </section>
      ))}
      <CommandLine does={`trace ${id}`} />
    </>
  )
}

function Steps({ steps }: { readonly steps: readonly TracedStep[] }) {
  if (steps.length === 0) return null
  return (
    <ul class="tree">
      {steps.map((step) => (
        <li key={step.id}>
          <span class="number">{count(step.offset_ms)} ms</span>{' '}
          <strong>
            <Text>{step.type}</Text>
          </strong>{' '}
          <span class="dim id">
            <Text>{step.stored_as ?? step.id}</Text>
          </span>
          <ul class="tree">
            {step.deliveries.map((delivery) => (
              <Delivered key={delivery.consumer} {...delivery} />
            ))}
          </ul>
          <Steps steps={step.led_to} />
        </li>
      ))}
    </ul>
  )
}

const isBad = (state: Delivery['state']): boolean => state === 'dead' || state === 'dropped'

function Delivered({ consumer, state, attempts, dead_letter, led_to }: Delivery) {
  const last = attempts.at(-1)
  return (
    <li>
      <span class="number">{last ? `${count(last.offset_ms)} ms` : ''}</span> {consumer}{' '}
      <span class={isBad(state) ? 'failed-inline' : 'dim'}>
        {state}
        {last ? `, ${count(last.duration_ms)} ms` : ''}
        {attempts.length > 1 ? `, ${attempts.length} attempts` : ''}
      </span>{' '}
      <Text>{dead_letter ? `${dead_letter.error_type}: ${dead_letter.error}` : (last?.error ?? '')}</Text>
      <Steps steps={led_to} />
    </li>
  )
}
