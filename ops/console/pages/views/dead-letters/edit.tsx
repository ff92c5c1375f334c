import type { Difference } from '../../../../dead-letters/edit/diff.ts'
import type { CheckedEdit, EditableLetter } from '../../../operations/dead-letters/edit.ts'
import { change } from '../../api.ts'
import { useLive } from '../../live.ts'
import { ONCE } from '../../pacing.ts'
import { type Answers, ConfirmButton } from '../../parts/confirm-button.tsx'
import { type CheckedData, DataEditor } from '../../parts/data-editor.tsx'
import { Differences } from '../../parts/differences.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { go } from '../../router.ts'
import { options, word } from '../../shell.ts'

/** Another event in the place of a dead letter. */
export function EditPage({ consumer, id }: { readonly consumer: string; readonly id: string }) {
  const live = useLive<EditableLetter>('letter-edit', { consumer, id }, ONCE)
  return (
    <>
      <PageHead title={<>Edit {<span class="id">{id}</span>}</>} live={live} />
      {live.error ? (
        <p>
          Where its aggregate is held, it is edited among <a href="/parked">what is parked</a>.
        </p>
      ) : null}
      {live.data ? (
        <Editor key={`${live.data.id} ${live.data.lastFailedAt}`} consumer={consumer} letter={live.data} />
      ) : null}
    </>
  )
}

function Editor({ consumer, letter }: { readonly consumer: string; readonly letter: EditableLetter }) {
  const { id, eventType, data } = letter
  return (
    <>
      <p>
        It gets an id of its own, is caused by the original, and stands in its place: for this consumer, and for replay
        and rebuild. The original is kept, closed.
      </p>
      <DataEditor
        what={eventType ?? id}
        data={data}
        check={(changed) => change<CheckedEdit>('letter-edit-check', { consumer, id, data: changed })}
      >
        {(checked) => <Send consumer={consumer} letter={letter} checked={checked} />}
      </DataEditor>
    </>
  )
}

function Send({
  consumer,
  letter: { id, lastFailedAt },
  checked: { data, differences },
}: {
  readonly consumer: string
  readonly letter: EditableLetter
  readonly checked: CheckedData
}) {
  const send = async ({ reason }: Answers) => {
    const input = { consumer, id, lastFailedAt, data, reason }
    const { operation } = await change<{ operation: string }>('letter-edit-send', input)
    go(`/operations/${operation}`)
    return 'Sent.'
  }
  const does = ({ reason }: Answers) =>
    `dead-letters edit ${word(id)}${options({ consumer })}${changes(differences)}${options({ reason })}`
  return (
    <ConfirmButton
      label="Edit and retry"
      does={does}
      run={send}
      fields={[{ name: 'reason', label: 'Why: it is kept for ever', isRequired: true }]}
      isPrimary
    >
      <p>The original is closed, and this is sent to {consumer} in its place:</p>
      <Differences of={differences} />
    </ConfirmButton>
  )
}

const MOST_SET = 10

/** Place by place where the command line can say it so; else from a file. */
function changes(differences: readonly Difference[]): string {
  const isSettable =
    differences.length <= MOST_SET && differences.every((one) => 'after' in one && !/=/.test(one.pointer))
  if (!isSettable) return ' --data data.json'
  return differences.map(({ pointer, after }) => ` --set ${word(`${pointer}=${JSON.stringify(after)}`)}`).join('')
}
