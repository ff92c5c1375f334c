import { z } from 'zod'
import { type AuditEnvironment, audited } from '../../../audit/audit-log.ts'
import { counted } from '../../../cli/counted.ts'
import { closeLetters } from '../../../dead-letters/close/close-letters.ts'
import { lettersToClose } from '../../../dead-letters/close/letters-to-close.ts'
import type { DeadLetterEnvironment } from '../../../dead-letters/environment.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../../operation.ts'
import { frozenSelection, reason, selectionFields } from './inputs.ts'

interface Closing {
  readonly environment: DeadLetterEnvironment
  readonly auditLog: () => Promise<AuditEnvironment>
}

/** Closing letters without processing them, and taking that back; purging needs the name of the consumer once more. */
export const closeOperations = ({ environment, auditLog }: Closing): ConsoleOperation[] => [
  consoleOperation({
    name: 'letters-close',
    kind: 'change',
    input: z.strictObject({
      ...selectionFields,
      verb: z.enum(['archive', 'restore', 'purge']),
      typed: z.string().optional(),
      reason,
    }),
    async run({ verb, typed, reason: why, ...fields }) {
      const selection = frozenSelection(fields, environment.now())
      if (verb === 'purge' && (selection.consumer === undefined || typed !== selection.consumer)) {
        throw new InputError('What is purged is gone for good: choose one consumer, and type its name.')
      }
      const { letters, heads, ignored, sentLeft } = await lettersToClose(environment, selection, verb)
      const action = {
        action: `dead-letters ${verb}`,
        target: selection.consumer ?? 'all consumers',
        ...(why && { reason: why }),
        details: { ...selection },
      }
      const log = await auditLog()
      const changed = await audited(
        log,
        action,
        () => closeLetters({ ...environment, changeId: log.ids.next('tool') }, selection, letters, verb),
        (count) => ({ result: 'done', outcome: `${count} of ${counted(letters.length, 'letter')}` }),
      )
      return { letters: changed, of: letters.length, held: heads.length, ignored, sentLeft }
    },
  }),
]
