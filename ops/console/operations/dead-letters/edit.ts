import { z } from 'zod'
import type { Ids } from '../../../../lambdas/runtime/system/ids.ts'
import type { Difference } from '../../../dead-letters/edit/diff.ts'
import { editable, planEdited, prepareEdit, replaceAudited } from '../../../dead-letters/edit/edit-letter.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../../operation.ts'
import { consumer, letterId } from './inputs.ts'
import { type RetryRunner, startRetry } from './retry-runner.ts'

/** The part of a letter that can be edited. */
export interface EditableLetter {
  /** The letter itself, or what stands in its place since it was edited. */
  readonly id: string
  readonly eventType: string | undefined
  readonly lastFailedAt: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface CheckedEdit {
  readonly differences: readonly Difference[]
}

const data = z.record(z.string(), z.unknown(), 'must be an object')
const reason = z.string().trim().min(1, 'An edit is kept for ever: say why.').max(1_000)

/** Another event in the place of a dead letter: looked at, checked against its schema, sent. */
export function editOperations(runner: RetryRunner, ids: Ids): ConsoleOperation[] {
  const { environment, auditLog } = runner
  return [
    consoleOperation({
      name: 'letter-edit',
      kind: 'read',
      input: z.object({ consumer, id: letterId }),
      async run(asked): Promise<EditableLetter> {
        const { letter, original } = await editable(environment, asked.id, asked.consumer)
        const { id, eventType, lastFailedAt } = letter
        return { id, eventType, lastFailedAt, data: original.data }
      },
    }),
    consoleOperation({
      name: 'letter-edit-check',
      kind: 'check',
      input: z.strictObject({ consumer, id: letterId, data }),
      async run(asked): Promise<CheckedEdit> {
        const { differences } = await prepareEdit(environment, { ...asked, change: () => asked.data }, ids)
        return { differences }
      },
    }),
    consoleOperation({
      name: 'letter-edit-send',
      kind: 'change',
      input: z.strictObject({ consumer, id: letterId, lastFailedAt: z.string(), data, reason }),
      async run(asked) {
        const prepared = await prepareEdit(environment, { ...asked, change: () => asked.data }, ids)
        const { letter, edited } = prepared
        if (letter.id !== asked.id || letter.lastFailedAt !== asked.lastFailedAt) {
          throw new InputError(`${asked.id} has been edited, or has failed again, since you looked: look again.`)
        }
        const log = await auditLog()
        await replaceAudited(environment, prepared, asked.reason, log)
        const operation = await planEdited(environment, prepared, asked.reason, log)
        await startRetry(runner, operation)
        return { replacedBy: edited.id, operation: operation.id }
      },
    }),
  ]
}
