import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Difference } from '../../../dead-letters/edit/diff.ts'
import { Differences } from './differences.tsx'
import { Text } from './text.tsx'

export type Data = Readonly<Record<string, unknown>>

export interface CheckedData {
  readonly data: Data
  readonly differences: readonly Difference[]
}

interface Props {
  /** Type of the event whose data is edited, e.g. `order.created`. */
  readonly what: string
  readonly data: Data
  /** Against the schema. @throws {Error} with what is wrong, for a person. */
  readonly check: (data: Data) => Promise<{ readonly differences: readonly Difference[] }>
  /** The actions on data that are valid. */
  readonly children: (checked: CheckedData) => ComponentChildren
}

const MOST_LINES = 30

/** Data as JSON text, checked before anything can be done with them. */
export function DataEditor({ what, data, check, children }: Props) {
  const [text, setText] = useState(() => JSON.stringify(data, undefined, 2))
  const [checked, setChecked] = useState<CheckedData & { readonly text: string }>()
  const [problem, setProblem] = useState<{ readonly text: string; readonly says: string }>()
  const run = async () => {
    setChecked(undefined)
    setProblem(undefined)
    try {
      const changed = parsed(text)
      const { differences } = await check(changed)
      setChecked({ text, data: changed, differences })
    } catch (error) {
      setProblem({ text, says: (error as Error).message })
    }
  }
  return (
    <>
      <label class="field">
        Data of <Text>{what}</Text>
        <textarea
          class="json"
          rows={Math.min(MOST_LINES, text.split('\n').length + 1)}
          value={text}
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <p class="actions">
        <button type="button" onClick={run}>
          Check against the schema
        </button>
        {checked?.text === text ? children(checked) : null}
      </p>
      {problem?.text === text ? (
        <p class="failed" role="alert">
          <Text>{problem.says}</Text>
        </p>
      ) : null}
      {checked?.text === text ? (
        <section aria-label="Differences" aria-live="polite">
          <p>It is valid. What differs:</p>
          <Differences of={checked.differences} />
        </section>
      ) : null}
    </>
  )
}

function parsed(text: string): Data {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`That is not JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('Data must be an object.')
  return value as Data
}
