import type { ComponentChildren } from 'preact'
import { useId, useRef, useState } from 'preact/hooks'
import { CommandLine } from './command-line.tsx'
import { Text } from './text.tsx'

/** Something that the person who presses has to say, or may say. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly isRequired?: boolean
  /** Only this text, typed by hand, lets it go on. */
  readonly equals?: string
}

export type Answers = Readonly<Record<string, string>>

export const reason: Field = { name: 'reason', label: 'Why, for the audit log' }

interface Props {
  readonly label: string
  /** On the button, where the row says the rest. Default: the label. */
  readonly short?: string
  /** What will happen, before anything does. */
  readonly children: ComponentChildren
  /** The command behind `npm run ops --` that does the same. */
  readonly does: string | ((answers: Answers) => string)
  /** @returns what came of it, for the person who pressed. */
  readonly run: (answers: Answers) => Promise<string>
  readonly fields?: readonly Field[]
  readonly isPrimary?: boolean
  readonly isDisabled?: boolean
}

interface State {
  readonly isBusy?: boolean
  readonly says?: string
  readonly error?: string
}

/** A button that says what it is about to do, and asks. */
export function ConfirmButton({
  label,
  short = label,
  children,
  does,
  run,
  fields = [],
  isPrimary,
  isDisabled,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const isPressed = useRef(false)
  const [state, setState] = useState<State>({})
  const [answers, setAnswers] = useState<Answers>({})
  const go = async () => {
    // A second press, however soon, does nothing.
    if (isPressed.current) return
    isPressed.current = true
    setState({ isBusy: true })
    try {
      setState({ says: await run(answers) })
      dialog.current?.close()
      setAnswers({})
    } catch (error) {
      setState({ error: (error as Error).message })
    } finally {
      isPressed.current = false
    }
  }
  const open = () => {
    setState({})
    dialog.current?.showModal()
  }
  const isAnswered = fields.every(({ name, isRequired, equals }) =>
    equals === undefined ? !isRequired || answers[name]?.trim() : answers[name] === equals,
  )
  return (
    <>
      <button type="button" class={isPrimary ? 'primary' : ''} onClick={open} disabled={isDisabled} aria-label={label}>
        {short}
      </button>
      {state.says === undefined ? null : (
        <span role="status" class="dim">
          <Text>{state.says}</Text>
        </span>
      )}
      <dialog ref={dialog} aria-label={label}>
        <h2>{label}</h2>
        {children}
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void go()
          }}
        >
          {fields.map((field) => (
            <Asked
              key={field.name}
              {...field}
              value={answers[field.name] ?? ''}
              onValue={(value) => setAnswers((old) => ({ ...old, [field.name]: value }))}
            />
          ))}
          <CommandLine does={typeof does === 'string' ? does : does(answers)} />
          {state.error === undefined ? null : (
            <p class="failed" role="alert">
              <Text>{state.error}</Text>
            </p>
          )}
          <p class="actions">
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" class="primary" disabled={state.isBusy || !isAnswered}>
              {state.isBusy ? 'Working…' : label}
            </button>
          </p>
        </form>
      </dialog>
    </>
  )
}

interface AskedProps extends Field {
  readonly value: string
  readonly onValue: (value: string) => void
}

function Asked({ label, isRequired, equals, value, onValue }: AskedProps) {
  const id = useId()
  return (
    <p class="field">
      <label for={id}>
        {label}
        {isRequired || equals !== undefined ? '' : ' (may be empty)'}
      </label>
      <input
        id={id}
        value={value}
        maxLength={1000}
        autocomplete="off"
        required={isRequired || equals !== undefined}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </p>
  )
}
