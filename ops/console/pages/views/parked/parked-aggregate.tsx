import type { ParkedEvent } from '../../../../../lambdas/runtime/parking/parking.ts'
import type { HeldAggregate } from '../../../../parked/holds.ts'
import { parkedName } from '../../../../parked/parked-name.ts'
import type { ReleaseResult } from '../../../../parked/release.ts'
import type { ShownParked } from '../../../operations/parked.ts'
import { change } from '../../api.ts'
import { ago, moment, plural } from '../../format.ts'
import { useLive, useNow } from '../../live.ts'
import { Body } from '../../parts/body.tsx'
import { CommandLine } from '../../parts/command-line.tsx'
import { type Answers, ConfirmButton, reason } from '../../parts/confirm-button.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { options, word } from '../../shell.ts'
import { Paused } from './paused.tsx'
import { nextTry, outcomesOf } from './texts.ts'

interface Address {
  readonly consumer: string
  readonly aggregate: string
}

/** The parked events of one aggregate, in order, and the actions on them. */
export function ParkedAggregate({ consumer, aggregate }: Address) {
  const live = useLive<ShownParked>('parked-aggregate', { consumer, aggregate }, { everySeconds: 5, idleSeconds: 60 })
  const { hold, events = [] } = live.data ?? {}
  return (
    <>
      <PageHead title={<Text>{`${aggregate} at ${consumer}`}</Text>} live={live} />
      {live.data && !hold ? <p class="judgement">Nothing is parked of it: it lives on.</p> : null}
      {hold ? (
        <>
          <Paused holds={[hold]} />
          <Cause hold={hold} />
          <Release consumer={consumer} aggregate={aggregate} again={live.refresh} />
          <ol class="parked">
            {events.map((event, index) => (
              <Parked
                key={parkedName(event)}
                consumer={consumer}
                aggregate={aggregate}
                event={event}
                isHead={index === 0}
                again={live.refresh}
              />
            ))}
          </ol>
        </>
      ) : null}
      <CommandLine does={`parked show ${consumer} ${word(aggregate)}`} />
    </>
  )
}

function Cause({ hold }: { readonly hold: HeldAggregate }) {
  const now = useNow()
  const { cause, parked, held_since, retries } = hold
  return (
    <p class="cause">
      {plural(parked, 'event is', 'events are')} parked, since {ago(held_since, now)}; the first{' '}
      {cause ? (
        <>
          failed {plural(cause.attempts, 'time')}, last {moment(cause.last_failed_at)} UTC:{' '}
          <strong>
            <Text>{cause.error_type}</Text>
          </strong>{' '}
          <Text>{cause.error_message.replace(/\.$/, '')}</Text>.
        </>
      ) : (
        'has not been tried yet.'
      )}{' '}
      Next try: {nextTry(hold, now)}
      {retries > 0 ? `, tried ${plural(retries, 'time')} since it is the first` : ''}. Lost in: never, however long it
      waits.
    </p>
  )
}

function Release({ consumer, aggregate, again }: Address & { readonly again: () => void }) {
  const act = (verb: 'release' | 'retry') => ({
    does: (answers: Answers) => `parked ${verb} ${consumer} ${word(aggregate)}${options({ reason: answers.reason })}`,
    fields: [reason],
    run: async (answers: Answers) => {
      const input = { consumer, aggregates: [aggregate], verb, ...answers }
      const results = await change<readonly ReleaseResult[]>('parked-release', input)
      again()
      return outcomesOf(results)
    },
  })
  return (
    <p class="actions">
      <ConfirmButton label="Release" isPrimary {...act('release')}>
        <p>The first is tried again, then what waits behind it, in order, up to the first that fails.</p>
      </ConfirmButton>
      <ConfirmButton label="Try the first alone" {...act('retry')}>
        <p>The first is tried again; what waits behind it stays parked.</p>
      </ConfirmButton>
    </p>
  )
}

interface ParkedProps extends Address {
  readonly event: ParkedEvent
  readonly isHead: boolean
  readonly again: () => void
}

function Parked({ consumer, aggregate, event, isHead, again }: ParkedProps) {
  const { position, type = 'no event', body } = event
  const name = parkedName(event)
  const skip = async (answers: Answers) => {
    const result = await change<ReleaseResult>('parked-decide', { consumer, aggregate, event: name, ...answers })
    again()
    return outcomesOf([result])
  }
  const address = `/parked/${consumer}/${encodeURIComponent(aggregate)}/${encodeURIComponent(name)}`
  return (
    <li value={position}>
      <div class="actions">
        <strong>
          <Text>{type}</Text>
        </strong>
        <span class="id">{name}</span>
        {isHead ? <span class="dim">the first: it failed</span> : null}
        <a class="button" href={address}>
          Edit…
        </a>
        <ConfirmButton
          label={`Skip ${name}`}
          short="Skip"
          does={(answers) =>
            `parked skip ${consumer} ${word(aggregate)} ${word(name)}${options({ reason: answers.reason })}`
          }
          run={skip}
          fields={[{ name: 'reason', label: 'Why: it is kept for ever', isRequired: true }]}
        >
          <p>
            {consumer} never takes it, neither now nor when a read model is rebuilt or events are replayed. What waits
            behind it goes on.
          </p>
        </ConfirmButton>
      </div>
      <details>
        <summary>Body</summary>
        <Body text={body} />
      </details>
    </li>
  )
}
