import { counted } from '../../cli/counted.ts'
import type { LettersToClose } from '../close/letters-to-close.ts'

/** One line, or nothing if there are none. */
const line = (count: number, one: string, text: (counted: string) => string): string =>
  count === 0 ? '' : `${text(counted(count, one))}\n`

/** Says of which letters an operator has to know before they are closed. */
export const beforeText = (
  { sent, large }: Pick<LettersToClose, 'sent' | 'large'>,
  { without, holder }: { readonly without: number; readonly holder: string | undefined },
): string =>
  [
    line(
      without,
      'message',
      (many) => `${many} in dead-letter queues: without a record yet. They get one first, and are then among them.`,
    ),
    holder === undefined
      ? ''
      : `Left as it is: what has no record in the dead-letter queue of ${holder}. This consumer holds, so that it is parked within a minute: npm run ops -- parked list.\n`,
    line(
      sent,
      'letter',
      (many) =>
        `Of these ${many} were sent again, and nothing was heard: they take effect if their messages lie in a queue after all.`,
    ),
    line(
      large,
      'letter',
      (many) =>
        `The bodies of ${many} are too large for their records. Only the dead-letter queue has them, for the deadLetterRetentionDays of the consumer: what is archived for longer cannot be retried any more.`,
    ),
  ].join('')

/** Says which letters stay as they are, and why. */
export const leftText = ({
  heads,
  ignored,
  sentLeft,
}: Pick<LettersToClose, 'heads' | 'ignored' | 'sentLeft'>): string =>
  [
    line(
      heads.length,
      'letter',
      (many) =>
        `Left as they are: ${many}, behind which aggregates are held: npm run ops -- parked list, then parked skip.`,
    ),
    line(
      ignored,
      'letter',
      (many) => `Left as they are: ${many} of ignored issues: name them by --fingerprint or --id to archive them.`,
    ),
    line(
      sentLeft,
      'letter',
      (many) =>
        `Left as they are: ${many} that were sent again, and of which nothing was heard: their messages may lie in a queue. Name them by --fingerprint or --id to archive them; those of a consumer that is paused stay until it goes on.`,
    ),
  ].join('')
