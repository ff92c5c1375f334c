import { useState } from 'preact/hooks'
import type { ShownPlan } from '../../../operations/dead-letters/retry.ts'
import { change } from '../../api.ts'
import { count, duration, plural } from '../../format.ts'
import { useLive } from '../../live.ts'
import { ONCE } from '../../pacing.ts'
import { type Answers, ConfirmButton, reason } from '../../parts/confirm-button.tsx'
import { go, here, type Parameters } from '../../router.ts'
import { options } from '../../shell.ts'
import { UnseenQueues } from './causeless.tsx'
import { addressOf, type Selection, selectionOptions } from './selection.ts'

interface Props {
  /** With its times frozen. */
  readonly selection: Selection
  /** The selection that stands in the page's address. */
  readonly shown: Selection
  readonly query: Parameters
}

/** What is chosen on this page, by its name in the address. */
const CHOICES = ['rate', 'again', 'stop']
const DEFAULT_RATE = '50'
const DEFAULT_STOP = '20'

/** The steps of a retry, before it does anything. */
export function RetryPlan({
  selection,
  shown,
  query: { rate = DEFAULT_RATE, again = 'no', stop = DEFAULT_STOP },
}: Props) {
  const live = useLive<ShownPlan>('retry-plan', { ...selection, rate, again }, ONCE)
  const plan = live.data
  // From the address, not from what was drawn last: of two choices that follow each other quickly, the second would take back the first.
  const choose = (more: Parameters) => {
    const chosen = Object.entries(here().query).filter(([name]) => CHOICES.includes(name))
    go(addressOf(shown, { rate, again, stop, ...Object.fromEntries(chosen), ...more }), true)
  }
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">What a retry would do</h2>
      {live.error ? (
        <p class="failed" role="alert">
          No plan: {live.error.message}{' '}
          <button type="button" class="quiet" onClick={live.refresh}>
            Plan again
          </button>
        </p>
      ) : null}
      {plan ? <Verdicts plan={plan} /> : live.error ? null : <p class="dim">Planning…</p>}
      {/* With a key: Preact would make "Planning…" of this paragraph and draw its fields anew, and what is being typed into one would be lost. */}
      <p key="choices" class="actions">
        <WholeNumber
          before="At most"
          after="a second"
          least={1}
          most={10_000}
          chosen={rate}
          choose={(value) => choose({ rate: value })}
        />
        <WholeNumber
          before="Stop when more than"
          after="% of a step die again"
          least={0}
          most={100}
          chosen={stop}
          choose={(value) => choose({ stop: value })}
        />
        <label>
          <input
            type="checkbox"
            checked={again === 'yes'}
            onChange={({ currentTarget }) => choose({ again: currentTarget.checked ? 'yes' : 'no' })}
          />{' '}
          take also what may take effect twice, or is no message
        </label>
        {plan && plan.letters + plan.causeless > 0 ? (
          <Begin plan={plan} selection={selection} rate={rate} stop={stop} again={again} />
        ) : null}
      </p>
    </section>
  )
}

interface WholeNumberProps {
  readonly before: string
  readonly after: string
  readonly least: number
  readonly most: number
  readonly chosen: string
  readonly choose: (value: string) => void
}

/** A number to choose. One that is not allowed changes nothing, and the person who typed it is told so. */
function WholeNumber({ before, after, least, most, chosen, choose }: WholeNumberProps) {
  const [isWrong, setIsWrong] = useState(false)
  return (
    <>
      <label>
        {before}{' '}
        <input
          type="number"
          required
          min={least}
          max={most}
          defaultValue={chosen}
          aria-invalid={isWrong}
          onChange={({ currentTarget: { validity, value } }) => {
            setIsWrong(!validity.valid)
            if (validity.valid) choose(value)
          }}
        />{' '}
        {after}
      </label>
      {isWrong ? (
        <span class="failed-inline" role="alert">
          Allowed are whole numbers from {count(least)} to {count(most)}: it is still {chosen}.
        </span>
      ) : null}
    </>
  )
}

function Verdicts({ plan }: { readonly plan: ShownPlan }) {
  const { letters, verdicts, risky, malformed, held, ignored, orphans, causeless, unseen, steps, seconds, usd } = plan
  const lines: readonly (readonly [number, string, boolean])[] = [
    ...verdicts.map(({ letters: of, says, isRisky }) => [of, says, isRisky] as const),
    [risky, 'of these are left out: a second effect is possible', true],
    [malformed, 'of these are left out: no code has taken them for messages, so archive them', true],
    [held, 'of these are of consumers that hold: with each, what waits behind it is released in order', false],
    [ignored, 'more are of issues that are ignored, and stay: retry them from their own page', false],
    [orphans, 'more are of consumers that are not declared any more, and stay', false],
    [
      causeless,
      'messages in dead-letter queues have no record yet: they get one first, and are then among them',
      false,
    ],
  ]
  return (
    <>
      <p>{plural(letters, 'letter would be retried', 'letters would be retried')}, each to its own consumer only.</p>
      <ul class="verdicts">
        {lines
          .filter(([of]) => of > 0)
          .map(([of, says, isRisky]) => (
            <li key={says} class={isRisky ? 'watch' : ''}>
              <span class="number">{count(of)}</span> {says}
            </li>
          ))}
      </ul>
      <UnseenQueues unseen={unseen} />
      {letters > 0 ? (
        <p>
          {steps.length > 1
            ? `In steps of ${steps.map(count).join(', ')}: each only when the one before went well. `
            : ''}
          It stops by itself at a new cause. About {duration(seconds)} and the time of the consumers; ${usd.toFixed(4)}{' '}
          for queue and records, at list prices.
        </p>
      ) : null}
    </>
  )
}

interface BeginProps {
  readonly plan: ShownPlan
  readonly selection: Selection
  readonly rate: string
  readonly stop: string
  readonly again: string
}

function Begin({ plan, selection, rate, stop, again }: BeginProps) {
  const letters = plural(plan.letters + plan.causeless, 'letter')
  const does = (answers: Answers) =>
    `dead-letters retry${selectionOptions(selection)}${options({
      rate: rate === DEFAULT_RATE ? undefined : rate,
      'stop-share': stop === DEFAULT_STOP ? undefined : stop,
      reason: answers.reason,
    })}${again === 'yes' ? ' --again' : ''}`
  const begin = async (answers: Answers) => {
    const input = { plan: plan.id, stopPercent: Number(stop), ...answers }
    const { operation } = await change<{ operation: string }>('retry-begin', input)
    go(`/operations/${operation}`)
    return 'Begun.'
  }
  return (
    <ConfirmButton label={`Retry ${letters}`} does={does} run={begin} fields={[reason]} isPrimary>
      <p>
        {letters} {plan.letters + plan.causeless === 1 ? 'is' : 'are'} sent to{' '}
        {selection.consumer ?? 'their own consumers'}, at most {rate} a second
        {plan.steps.length > 1 ? `, first ${plan.steps.slice(0, -1).map(count).join(', then ')}, then all` : ''}. You
        can pause and abort it.
      </p>
    </ConfirmButton>
  )
}
