import type { Issue } from '../../../../dead-letters/issues/issue.ts'
import type { IssueVerb } from '../../../operations/dead-letters/decide.ts'
import { change } from '../../api.ts'
import { plural } from '../../format.ts'
import { type Answers, ConfirmButton, type Field, reason } from '../../parts/confirm-button.tsx'
import { options, word } from '../../shell.ts'
import { addressOf } from './selection.ts'

const VERBS: readonly {
  readonly verb: IssueVerb
  readonly label: string
  readonly means: string
  /** The state in which it says nothing new. */
  readonly unless?: Issue['state']
}[] = [
  { verb: 'acknowledge', label: 'Acknowledge', means: 'Somebody looks after it.', unless: 'acknowledged' },
  {
    verb: 'resolve',
    label: 'Resolve',
    means: 'It is mended: it opens again by itself if it fails once more.',
    unless: 'resolved',
  },
  {
    verb: 'ignore',
    label: 'Ignore',
    means: 'It is known and to be left alone: of this consumer and this cause only.',
    unless: 'ignored',
  },
  { verb: 'reopen', label: 'Reopen', means: 'Somebody has to look.', unless: 'open' },
  { verb: 'note', label: 'Write a note', means: 'The list shows it, in place of the note before.' },
]

const waitStill = (dead: number): string => plural(dead, 'letter of it waits still', 'letters of it wait still')

/** The actions on a cause: on its letters, and decisions on the cause itself. */
export function IssueActions({ issue, again }: { readonly issue: Issue; readonly again: () => void }) {
  const { consumer, fingerprint, state, dead } = issue
  const decide = (verb: IssueVerb) => async (answers: Answers) => {
    const decided = await change<{ state: string }>('issue-decide', { consumer, fingerprint, verb, ...answers })
    again()
    return verb === 'note' ? 'Noted.' : `It is ${decided.state}.`
  }
  const does = (verb: IssueVerb) => (answers: Answers) =>
    `dead-letters ${verb} ${fingerprint}${verb === 'note' ? ` ${word(answers.note ?? '')}` : ''}${options({
      consumer,
      note: verb === 'note' ? undefined : answers.note,
      reason: answers.reason,
    })}`
  const fieldsOf = (verb: IssueVerb): readonly Field[] => [
    { name: 'note', label: 'Note', isRequired: verb === 'note' },
    reason,
  ]
  return (
    <p class="actions">
      <a class="button primary" href={addressOf({ consumer, fingerprint })}>
        {dead > 0 ? 'Retry or archive…' : 'All its letters…'}
      </a>
      {VERBS.filter(({ unless }) => unless !== state).map(({ verb, label, means }) => (
        <ConfirmButton key={verb} label={label} does={does(verb)} run={decide(verb)} fields={fieldsOf(verb)}>
          <p>
            {means}
            {verb === 'resolve' && dead > 0 ? ` ${waitStill(dead)}: retry or archive them.` : ''}
          </p>
        </ConfirmButton>
      ))}
    </p>
  )
}
