import type { ShownLetter } from '../../../operations/dead-letters/told-verdict.ts'
import { CloseActions } from './close-actions.tsx'
import { addressOf } from './selection.ts'

/** The actions that one letter allows in its present state. */
export function LetterActions({
  letter: { consumer, id, status },
  again,
}: {
  readonly letter: ShownLetter
  readonly again: () => void
}) {
  const selection = { consumer, id }
  const isWaiting = status === 'dead'
  return (
    <div class="actions">
      {isWaiting || status === 'retried' ? (
        <a class="button primary" href={addressOf(selection)}>
          Retry…
        </a>
      ) : null}
      {isWaiting ? (
        <a class="button" href={`/letters/${consumer}/${encodeURIComponent(id)}/edit`}>
          Edit and retry…
        </a>
      ) : null}
      <CloseActions
        selection={selection}
        counts={{ ...(isWaiting && { dead: 1 }), ...(status === 'archived' && { archived: 1 }) }}
        again={again}
      />
    </div>
  )
}
