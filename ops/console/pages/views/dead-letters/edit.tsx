import { useState } from 'preact/hooks'
import type { Difference } from '../../../../dead-letters/edit/diff.ts'
import type { CheckedEdit, EditableLetter } from '../../../operations/dead-letters/edit.ts'
import { change } from '../../api.ts'
import { ONCE, useLive } from '../../live.ts'
import { type Answers, ConfirmButton } from '../../parts/confirm-button.tsx'
import { Differences } from '../../parts/differences.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { Text } from '../../parts/text.tsx'
import { go } from '../../router.ts'
import { options, word } from '../../shell.ts'

/** Another event in the place of a dead letter. */
export function EditPage({ consumer, id }: { readonly consumer: string; readonly id: string }) {
  const live = useLive<EditableLetter>('letter-edit', { consumer, id }, ONCE)
  return (
    <>
      <PageHead title={<>Edit {<span class="id">{id}</span>}</>} live={live} />
      {live.data ? (
        <Editor key={`${live.data.id} ${live.data.lastFailedAt}`} consumer={consumer} letter={live.data} />
      ) : null}
    </>
  )
}

interface Checked {
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
  readonly differences: readonly Difference[]
}

function Editor({ consumer, letter }: { readonly consumer: string; readonly letter: EditableLetter }) {
  const [text, setText] = useState(() => JSON.stringify(letter.data, undefined, 2))
  const [checked, setChecked] = useState<Checked>()
  const [problem, setProblem] = useState<{ readonly text: string; readonly says: string }>()
  const check = async () => {
    setChecked(undefined)
    setProblem(undefined)
    try {
      const data = parsed(text)
      const { differences } = await change<CheckedEdit>('letter-edit-check', { consumer, id: letter.id, data })
      setChecked({ text, data, differences })
    } catch (error) {
      setProblem({ text, says: (error as Error).message })
    }
  }
  const isCurrent = checked?.text === text
  return (
    <>
      <p>
        It gets an id of its own, is caused by the original, and stands in its place: for this consumer, and for replay
        and rebuild. The original is kept, closed.
      </p>
      <label class="field">
        Data of <Text>{letter.eventType ?? letter.id}</Text>
        <textarea
          class="json"
          rows={Math.min(30, text.split('\n').length + 1)}
          value={text}
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <p class="actions">
        <button type="button" onClick={check}>
          Check against the schema
        </button>
        {checked && isCurrent ? <Send consumer={consumer} letter={letter} checked={checked} /> : null}
      </p>
      {problem?.text !== text ? null : (
        <p class="failed" role="alert">
          <Text>{problem.says}</Text>
        </p>
      )}
      {checked && isCurrent ? (
        <section aria-label="Differences" aria-live="polite">
          <p>It is valid. What differs:</p>
          <Differences of={checked.differences} />
        </section>
      ) : null}
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
  readonly checked: Checked
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

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`That is not JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('Data must be an object.')
  return value as Readonly<Record<string, unknown>>
}
