import type { OperationItem } from '../../../../bulk-operations/operation.ts'
import type { ShownOperation } from '../../../operations/dead-letters/bulk.ts'
import { change } from '../../api.ts'
import { ago, count, moment } from '../../format.ts'
import { useLive, useNow } from '../../live.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { type Answers, ConfirmButton, reason } from '../../parts/confirm-button.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { type RowColumn, VirtualRows } from '../../parts/virtual-rows.tsx'
import { options } from '../../shell.ts'
import { outcomes } from './outcomes.ts'
import { Steps } from './steps.tsx'

/** One operation: how far it is, what has come of each letter, and stopping it. */
export function OperationPage({ id }: { readonly id: string }) {
  const live = useLive<ShownOperation>('operation', { id }, { everySeconds: 1, idleSeconds: 15 })
  const now = useNow()
  const shown = live.data
  return (
    <>
      <PageHead title={<span class="id">{id}</span>} live={live} />
      {shown ? (
        <>
          <State shown={shown} />
          <Steps {...shown.operation} />
          <Actions shown={shown} again={live.refresh} />
          <Facts shown={shown} now={now} />
          <Items key={`${shown.operation.status} ${settledOf(shown)}`} id={id} />
        </>
      ) : null}
      <CommandLine does={`operations show ${id}`} />
    </>
  )
}

/** Receipts are read anew when one more letter of twenty is settled, not with each look at the progress. */
const settledOf = ({ operation: { counts, total } }: ShownOperation): number =>
  Math.floor((20 * (counts.resolved + counts.died + counts.skipped)) / Math.max(1, total))

function State({ shown: { operation, isWorkedOn, isHere, problem } }: { readonly shown: ShownOperation }) {
  const { status, why, counts } = operation
  const isAlone = status === 'running' && !isWorkedOn
  const isBad = status === 'stopped' || isAlone || counts.died > 0
  return (
    <p class={`judgement ${isBad ? 'watch' : ''}`} role="status">
      <strong>{isAlone ? 'left alone' : status}</strong>
      {isAlone ? ': whoever worked on it has not been heard of for half a minute. Resume it.' : ''}
      {!isAlone && why ? (
        <>
          {': '}
          <Text>{why}</Text>
        </>
      ) : null}{' '}
      {outcomes(counts)}.{isHere ? ' This console works on it: when it is stopped, this is paused.' : ''}
      {problem !== undefined && status !== 'done' ? (
        <>
          {' '}
          <Text>{problem}</Text>
        </>
      ) : null}
    </p>
  )
}

function Actions({ shown, again }: { readonly shown: ShownOperation; readonly again: () => void }) {
  const { id, status } = shown.operation
  if (status === 'done' || status === 'aborted') return null
  const act = (verb: 'pause' | 'resume' | 'abort') => ({
    does: (answers: Answers) => `operations ${verb} ${id}${options({ reason: answers.reason })}`,
    fields: [reason],
    run: async (answers: Answers) => {
      await change(`operation-${verb}`, { id, ...answers })
      again()
      return { pause: 'Paused.', resume: 'It goes on.', abort: 'Aborted.' }[verb]
    },
  })
  const goesOn = status === 'running' && shown.isWorkedOn
  return (
    <p class="actions">
      {goesOn ? (
        <ConfirmButton key="pause" label="Pause" {...act('pause')}>
          <p>It stops after the batch that is on its way. It can be resumed.</p>
        </ConfirmButton>
      ) : (
        <ConfirmButton key="resume" label="Resume" {...act('resume')} isPrimary>
          <p>It goes on where it was, in this console.</p>
        </ConfirmButton>
      )}
      <ConfirmButton key="abort" label="Abort" {...act('abort')}>
        <p>It stops for good. What was sent stays sent, everything else stays dead.</p>
      </ConfirmButton>
    </p>
  )
}

function Facts({ shown: { operation }, now }: { readonly shown: ShownOperation; readonly now: number }) {
  const { by, createdAt, reason: why, selection, rate, stopShare } = operation
  return (
    <dl class="facts">
      <dt>Began</dt>
      <dd>
        {ago(createdAt, now)} ({moment(createdAt)} UTC), by <Text>{by}</Text>
      </dd>
      {why === undefined ? null : (
        <>
          <dt>Why</dt>
          <dd>
            <Text>{why}</Text>
          </dd>
        </>
      )}
      <dt>Letters</dt>
      <dd>
        <Text>
          {Object.entries(selection)
            .map(([name, value]) => `${name} ${String(value)}`)
            .join(', ')}
        </Text>
      </dd>
      <dt>Limits</dt>
      <dd>
        {count(rate)} a second; stops at a new cause, or when more than {Math.round(stopShare * 100)} % of a step die
        again
      </dd>
    </dl>
  )
}

const SEVERAL_MINUTES = { everySeconds: 120, idleSeconds: 600 }

function Items({ id }: { readonly id: string }) {
  const live = useLive<readonly OperationItem[]>('operation-items', { id }, SEVERAL_MINUTES)
  if (live.error) return <p class="failed">What has come of each letter could not be read: {live.error.message}</p>
  if (!live.data) return <p class="dim">Reading what has come of each letter…</p>
  return (
    <section aria-labelledby="receipts">
      <h2 id="receipts">What has come of each letter</h2>
      <VirtualRows label="Receipts" rows={live.data} columns={columns} keyOf={({ number }) => String(number)} />
    </section>
  )
}

const STATES: Readonly<Record<OperationItem['state'], string>> = {
  planned: 'to be sent',
  sent: 'sent',
  resolved: 'processed',
  died: 'died again',
  skipped: 'left as it is',
}

const columns: readonly RowColumn<OperationItem>[] = [
  { title: 'No.', rem: 4, isNumber: true, of: ({ number }) => count(number) },
  // Before the long id, so that it is seen on a narrow page.
  { title: 'Outcome', rem: 7, of: ({ state }) => STATES[state] },
  {
    title: 'Event or command',
    rem: 23,
    of: ({ consumer, letterId }) => (
      <a class="id" href={`/letters/${consumer}/${encodeURIComponent(letterId)}`}>
        {letterId}
      </a>
    ),
  },
  { title: 'Consumer', rem: 9, of: ({ consumer }) => consumer },
  { title: 'Detail', rem: 14, grows: true, of: ({ detail = '' }) => <Text>{detail}</Text> },
]
