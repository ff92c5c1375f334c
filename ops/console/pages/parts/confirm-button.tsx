import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useAbout } from '../about.ts'
import { tellWithoutButton } from './action-status.tsx'
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
  /** Says what will happen, before the operator confirms it. */
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

/** What came of an action, and on which page it was asked for. */
interface Told {
  readonly says: string
  readonly path: string
}

/** Nothing on another page, to which somebody has gone meanwhile. */
function tellHere(told: Told | null): void {
  if (told?.path === location.pathname) tellWithoutButton(told.says)
}

/**
 * A button that says what it is about to do, and asks. Where another one may take its place, such as Resume for Pause, give each a `key` of its own:
 * without it an open dialog would become the other's under the hand of whoever is about to confirm.
 */
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
  const { stack, where } = useAbout()
  const dialog = useRef<HTMLDialogElement>(null)
  const isPressed = useRef(false)
  const [state, setState] = useState<State>({})
  const [answers, setAnswers] = useState<Answers>({})
  const isGone = useRef(false)
  const told = useRef<Told>(null)
  useEffect(
    () => () => {
      isGone.current = true
      tellHere(told.current)
    },
    [],
  )
  const go = async () => {
    // A second press, however soon, does nothing.
    if (isPressed.current) return
    isPressed.current = true
    const path = location.pathname
    setState({ isBusy: true })
    try {
      const says = await run(answers)
      told.current = { says, path }
      setState({ says })
      dialog.current?.close()
      setAnswers({})
    } catch (error) {
      const { message } = error as Error
      if (isGone.current) told.current = { says: message, path }
      setState({ error: message })
    } finally {
      // A look that was faster than the answer has taken the button away already.
      if (isGone.current) tellHere(told.current)
      isPressed.current = false
    }
  }
  const open = () => {
    tellWithoutButton('')
    told.current = null
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
        <p class="dim">
          In {stack} at {where}
        </p>
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
