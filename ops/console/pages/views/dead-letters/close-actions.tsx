import type { SelectedLetters } from '../../../operations/dead-letters/read.ts'
import { change } from '../../api.ts'
import { plural } from '../../format.ts'
import { type Answers, ConfirmButton, reason } from '../../parts/confirm-button.tsx'
import { options } from '../../shell.ts'
import { type Selection, selectionOptions } from './selection.ts'

interface Props {
  readonly selection: Selection
  readonly counts: SelectedLetters['counts']
  readonly again: () => void
}

type Verb = 'archive' | 'restore' | 'purge'

/** Numbers of letters that were closed, and of those that were meant and stay. */
type Closed = Readonly<Record<'letters' | 'of' | 'held' | 'ignored' | 'sentLeft', number>>

/** Closing letters without processing them, and taking that back. */
export function CloseActions({ selection, counts: { dead = 0, archived = 0 }, again }: Props) {
  if (dead + archived === 0) return null
  const run = (verb: Verb) => async (answers: Answers) => {
    const done = await change<Closed>('letters-close', {
      ...selection,
      verb,
      ...answers,
    })
    again()
    const others = done.of - done.letters
    const left = [
      others > 0 ? `${others} had changed meanwhile, and stay.` : '',
      done.held > 0 ? `${done.held} stay, because their aggregates are held behind them: see Parked.` : '',
      done.ignored > 0 ? `${done.ignored} of ignored issues stay: close them from the page of their cause.` : '',
      done.sentLeft > 0 ? `${done.sentLeft} were sent again and may still be processed: they stay.` : '',
    ]
    return [`${plural(done.letters, 'letter')}: done.`, ...left].filter(Boolean).join(' ')
  }
  const does = (verb: Verb) => (answers: Answers) =>
    `dead-letters ${verb}${selectionOptions(selection)}${options({ reason: answers.reason })}${options({ typed: answers.typed })}`
  const typed = { name: 'typed', label: `Type "${selection.consumer}" to go on`, equals: selection.consumer ?? '' }
  return (
    <p class="actions">
      {dead > 0 ? (
        <ConfirmButton
          key="archive"
          label={`Archive ${plural(dead, 'letter')}`}
          does={does('archive')}
          run={run('archive')}
          fields={[reason]}
        >
          <p>They are closed without having been processed, and leave the queue. They can be restored for a year.</p>
        </ConfirmButton>
      ) : null}
      {archived > 0 ? (
        <ConfirmButton
          key="restore"
          label={`Restore ${plural(archived, 'letter')}`}
          does={does('restore')}
          run={run('restore')}
          fields={[reason]}
        >
          <p>They wait again, and can be retried.</p>
        </ConfirmButton>
      ) : null}
      {archived > 0 && selection.consumer !== undefined ? (
        <ConfirmButton
          key="purge"
          label={`Purge ${plural(archived, 'archived letter')}`}
          does={does('purge')}
          run={run('purge')}
          fields={[reason, typed]}
        >
          <p>
            <strong>Records and messages are destroyed, for good.</strong> Letters that are not archived stay.
          </p>
        </ConfirmButton>
      ) : null}
    </p>
  )
}
