import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { CommandLine } from './command-line.tsx'

interface Props {
  readonly label: string
  /** What will happen, before anything does. */
  readonly children: ComponentChildren
  /** The command behind `npm run ops --` that does the same. */
  readonly does: string
  /** @returns what came of it, for the person who pressed. */
  readonly run: () => Promise<string>
}

/** A button that says what it is about to do, and asks. */
export function ConfirmButton({ label, children, does, run }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [state, setState] = useState<{ readonly isBusy?: boolean; readonly says?: string; readonly isError?: boolean }>(
    {},
  )
  const go = async () => {
    // A second press finds the button switched off.
    setState({ isBusy: true })
    try {
      setState({ says: await run() })
    } catch (error) {
      setState({ says: (error as Error).message, isError: true })
    } finally {
      dialog.current?.close()
    }
  }
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <span role="status" class={state.isError ? 'failed-inline' : 'dim'}>
        {state.says}
      </span>
      <dialog ref={dialog} aria-label={label}>
        <h2>{label}</h2>
        {children}
        <CommandLine does={does} />
        <p class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="button" class="primary" onClick={go} disabled={state.isBusy}>
            {state.isBusy ? 'Working…' : label}
          </button>
        </p>
      </dialog>
    </>
  )
}
