import { parkedName } from '../../../../parked/parked-name.ts'
import type { ReleaseResult } from '../../../../parked/release.ts'
import type { ShownParked } from '../../../operations/parked.ts'
import { change } from '../../api.ts'
import { useLive } from '../../live.ts'
import { ONCE } from '../../pacing.ts'
import { type Answers, ConfirmButton } from '../../parts/confirm-button.tsx'
import { type CheckedData, DataEditor } from '../../parts/data-editor.tsx'
import { Differences } from '../../parts/differences.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { options, word } from '../../shell.ts'
import { outcomesOf } from './texts.ts'

interface Address {
  readonly consumer: string
  readonly aggregate: string
  /** Its name, as `parkedName` makes it. */
  readonly event: string
}

/** Form that replaces the data of a parked event, for one consumer. */
export function ParkedEdit({ consumer, aggregate, event }: Address) {
  const live = useLive<ShownParked>('parked-aggregate', { consumer, aggregate }, ONCE)
  const found = live.data?.events.find((one) => parkedName(one) === event)
  const data = found && dataIn(found.body)
  return (
    <>
      <PageHead title={<Text>{`Edit ${event} for ${consumer}`}</Text>} live={live} />
      {live.data && !found ? <p class="judgement">It is not parked any more.</p> : null}
      {found && data === undefined ? (
        <p class="judgement">It cannot be edited, because its body is not a valid event; it can only be skipped.</p>
      ) : null}
      {found && data ? (
        <DataEditor
          what={found.type ?? event}
          data={data}
          check={(changed) => change('parked-edit-check', { consumer, aggregate, event, data: changed })}
        >
          {(checked) => <Send consumer={consumer} aggregate={aggregate} event={event} checked={checked} />}
        </DataEditor>
      ) : null}
      <p>
        <a href={`/parked/${consumer}/${encodeURIComponent(aggregate)}`}>Back to what is parked</a>
      </p>
    </>
  )
}

function Send({ consumer, aggregate, event, checked }: Address & { readonly checked: CheckedData }) {
  const send = async ({ reason }: Answers) => {
    const input = { consumer, aggregate, event, data: checked.data, reason }
    return outcomesOf([await change<ReleaseResult>('parked-decide', input)])
  }
  return (
    <ConfirmButton
      label="Edit and release"
      does={({ reason }) =>
        `parked edit ${consumer} ${word(aggregate)} ${word(event)} --data data.json${options({ reason })}`
      }
      run={send}
      fields={[{ name: 'reason', label: 'Why: it is kept for ever', isRequired: true }]}
      isPrimary
    >
      <p>For {consumer} it is this event from now on, with an id of its own, and what waits behind it goes on:</p>
      <Differences of={checked.differences} />
    </ConfirmButton>
  )
}

/** The event, unwrapped from the topic's message; nothing if it is no event. */
function dataIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    let value = JSON.parse(body) as Record<string, unknown>
    if (typeof value.Message === 'string') value = JSON.parse(value.Message) as Record<string, unknown>
    if (typeof value.detail === 'object' && value.detail !== null) value = value.detail as Record<string, unknown>
    return typeof value.data === 'object' && value.data !== null ? (value.data as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
