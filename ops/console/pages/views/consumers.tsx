import { parkingFull } from '../../../status/judge-consumer.ts'
import type { ShownConsumer } from '../../operations/consumers.ts'
import { useAbout } from '../about.ts'
import { change } from '../api.ts'
import { ago, duration, plural, seconds, some } from '../format.ts'
import { useLive, useNow } from '../live.ts'
import { CommandLine } from '../parts/command-line.tsx'
import { type Answers, ConfirmButton, type Field, reason } from '../parts/confirm-button.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { options } from '../shell.ts'

/** Page that shows which consumers take their messages, and pauses or resumes one. */
export function Consumers() {
  const { isLocal } = useAbout()
  // On AWS each look asks for a metric of each consumer.
  const pace = isLocal ? { everySeconds: 2, idleSeconds: 10 } : { everySeconds: 60, idleSeconds: 300 }
  const live = useLive<readonly ShownConsumer[]>('consumers', {}, pace)
  const stopped = live.data?.filter(({ state }) => state !== 'running').length ?? 0
  const held = live.data?.reduce((sum, one) => sum + one.held.length, 0) ?? 0
  return (
    <>
      <PageHead title="Consumers" live={live} />
      {live.data ? (
        <p class="judgement">
          {stopped === 0
            ? `All ${live.data.length} take their messages.`
            : `${plural(stopped, 'consumer does', 'consumers do')} not take every message.`}{' '}
          {held > 0 ? `${plural(held, 'type waits', 'types wait')} because nearly everything of it fails.` : ''}
        </p>
      ) : null}
      {live.data ? (
        <div class="wide">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">Consumer</th>
                <th scope="col">State</th>
                <th scope="col">
                  <span class="unseen">What can be done</span>
                </th>
                <th scope="col" class="number">
                  Wait
                </th>
                <th scope="col" class="number">
                  In hand
                </th>
                <th scope="col" class="number">
                  Oldest
                </th>
                <th scope="col" class="number">
                  Lost in
                </th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {live.data.map((one) => (
                <Line key={one.consumer} row={one} again={live.refresh} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <CommandLine does="consumers list" />
    </>
  )
}

function Line({ row, again }: { readonly row: ShownConsumer; readonly again: () => void }) {
  const { consumer, state, waiting, in_flight, delayed, oldest_seconds, loss_in_seconds } = row
  return (
    <tr class={state === 'running' && row.held.length === 0 && (row.parking?.aggregates ?? 0) === 0 ? '' : 'watch'}>
      <th scope="row">{consumer}</th>
      <td>{state}</td>
      <td>
        <Actions row={row} again={again} />
      </td>
      <td class="number">{some(waiting)}</td>
      <td class="number">{some(in_flight + delayed)}</td>
      <td class="number">{oldest_seconds === null ? '' : seconds(oldest_seconds)}</td>
      <td class="number">{loss_in_seconds === null ? '' : duration(loss_in_seconds)}</td>
      <td class="why">
        <Why row={row} />
      </td>
    </tr>
  )
}

function Why({ row: { pause, held, draining, parking } }: { readonly row: ShownConsumer }) {
  const now = useNow()
  const full = parking && parkingFull(parking)
  return (
    <>
      {pause ? (
        <span>
          <Text>{`${pause.reason} — ${pause.by}`}</Text>, {ago(pause.since, now)}{' '}
        </span>
      ) : null}
      {draining && draining.endedAt === undefined ? <span>draining: {draining.says ?? 'begun'} </span> : null}
      {draining?.error === undefined ? null : (
        <span class="failed-inline">
          <Text>{draining.error}</Text>{' '}
        </span>
      )}
      {parking && parking.aggregates > 0 ? (
        <span>
          <a href="/parked">{plural(parking.aggregates, 'aggregate is held', 'aggregates are held')}</a>
          {full ? (
            <>
              {': '}
              <Text>{full}</Text>
            </>
          ) : null}{' '}
        </span>
      ) : null}
      {held.map(({ type, cause, next_try }) => (
        <span key={type}>
          {type} is held: <Text>{cause}</Text>
          {next_try === null ? ', some are being tried' : `, tried ${next_try.slice(11, 19)} UTC`}{' '}
        </span>
      ))}
    </>
  )
}

const why: Field = { name: 'reason', label: 'Why, for whoever finds it paused', isRequired: true }

function Actions({
  row: { consumer, state, draining },
  again,
}: {
  readonly row: ShownConsumer
  readonly again: () => void
}) {
  const act = (verb: string) => ({
    does: (answers: Answers) => `consumers ${verb} ${consumer}${options({ reason: answers.reason })}`,
    run: async (answers: Answers) => {
      const done = await change<{ outcome?: string; begun?: boolean }>(`consumer-${verb}`, { consumer, ...answers })
      again()
      return done.outcome ?? (done.begun ? 'It drains.' : 'It drains already.')
    },
  })
  if (state === 'running') {
    return (
      <span class="row-actions">
        <ConfirmButton key="pause" label={`Pause ${consumer}`} short="Pause" fields={[why]} {...act('pause')}>
          <p>
            It takes nothing more; what is in hand is finished. Nothing is lost or counted: the rest waits, for as long
            as its queue keeps it. A deployment does not resume it.
          </p>
        </ConfirmButton>
        <ConfirmButton key="drain" label={`Drain ${consumer}`} short="Drain" fields={[why]} {...act('drain')}>
          <p>It finishes what is in its queue now, then it is paused. This console has to run until then.</p>
        </ConfirmButton>
      </span>
    )
  }
  const isInterrupted = state === 'draining' && (draining === undefined || draining.endedAt !== undefined)
  return (
    <span class="row-actions">
      <ConfirmButton key="resume" label={`Resume ${consumer}`} short="Resume" fields={[reason]} {...act('resume')}>
        <p>It takes its messages again, from where it stopped.</p>
      </ConfirmButton>
      {state === 'unpaused' ? (
        <ConfirmButton
          key="keep"
          label={`Pause again: ${consumer}`}
          short="Pause again"
          does="consumers keep"
          run={act('keep').run}
        >
          <p>
            Its event source delivers although it is paused: a deployment, or somebody else, has switched it on. Its
            function gives back what it gets.
          </p>
        </ConfirmButton>
      ) : null}
      {isInterrupted ? (
        <ConfirmButton key="go on" label={`Go on draining ${consumer}`} short="Go on" fields={[why]} {...act('drain')}>
          <p>Whoever drained it has stopped. It goes on with the moment at which it was first asked for.</p>
        </ConfirmButton>
      ) : null}
    </span>
  )
}
