import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { Ids } from '../../../lambdas/runtime/system/ids.ts'
import { type AuditEnvironment, audited } from '../../audit/audit-log.ts'
import { nameOf } from '../../audit/name-of.ts'
import type { Operation } from '../../bulk-operations/operation.ts'
import { UsageError } from '../../cli/usage-error.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { Letter } from '../letters/letter.ts'
import { bodyInQueue } from '../queue/body-in-queue.ts'
import { createRetry } from '../retry/create-retry.ts'
import { placeOf } from '../retry/release-head.ts'
import { assertNotHeld } from './assert-not-held.ts'
import { type Difference, differences } from './diff.ts'
import { type Edited, editedEnvelope, originalOf } from './edited-body.ts'
import { latestOf } from './latest.ts'
import { replaceLetter } from './replace-letter.ts'

type Data = Record<string, unknown>

export interface EditOptions {
  /** Event or command id. If the letter was edited before, its last edit is the one that is edited now. */
  readonly id: string
  /** The consumer whose dead letter is edited. Default: the only one that has a letter of this id. */
  readonly consumer: string | undefined
  /** Makes the new data from the old. @throws {UsageError} if the change cannot be made. */
  readonly change: (data: Data) => Data | Promise<Data>
}

export interface PreparedEdit {
  readonly letter: Letter
  readonly consumer: ConsumerDeclaration
  readonly edited: Edited
  /** The differences between old and new data, at least one. */
  readonly differences: readonly Difference[]
}

/** Builds the replacement of a dead letter; nothing is changed. @throws {UsageError} if the letter cannot be edited. */
export async function prepareEdit(
  environment: DeadLetterEnvironment,
  { id, consumer: name, change }: EditOptions,
  ids: Ids,
): Promise<PreparedEdit> {
  const { letter, consumer, original } = await editable(environment, id, name)
  const changed = await change(original.data)
  const edited = editedEnvelope(consumer, original, changed, (prefix) => ids.next(prefix))
  const found = differences(original.data, changed)
  if (found.length === 0) throw new UsageError('The new data equals the present data: nothing was changed.')
  return { letter, consumer, edited, differences: found }
}

/** A letter that can be edited, and what its body holds. @throws {UsageError} */
export async function editable(environment: DeadLetterEnvironment, id: string, name: string | undefined) {
  const letter = await latestOf(environment, id, name)
  const consumer = environment.consumers.get(letter.consumer)
  if (!consumer) throw new UsageError(`${letter.consumer} is not declared any more: nobody would take what is edited.`)
  assertNotHeld(letter, await placeOf(environment, letter))
  const body = letter.body ?? (await bodyInQueue(environment, letter)) ?? ''
  return { letter, consumer, original: originalOf(body) }
}

/** Closes the original and stores the edited letter in its place. The edited letter waits until it is retried. @throws {ChangedMeanwhile} */
export async function replaceAudited(
  environment: DeadLetterEnvironment,
  { letter, consumer, edited }: PreparedEdit,
  reason: string,
  log: AuditEnvironment,
): Promise<void> {
  const action = {
    action: 'dead-letters edit',
    target: letter.id,
    reason,
    details: { consumer: consumer.name, replaced_by: edited.id },
  }
  const replacing = { ...environment, now: environment.now(), by: log.caller, reason }
  await audited(log, action, () => replaceLetter(replacing, consumer, letter, edited))
}

/** Plans the retry of an edited letter like that of any other. If the tool ends before the retry, the letter waits in the list. */
export async function planEdited(
  environment: DeadLetterEnvironment,
  { consumer, edited }: PreparedEdit,
  reason: string,
  log: AuditEnvironment,
): Promise<Operation> {
  const selection = { consumer: consumer.name, ids: [edited.id] }
  const operation = await createRetry(environment, {
    id: log.ids.next('op'),
    createdAt: new Date(environment.now()).toISOString(),
    by: nameOf(log.caller),
    reason,
    selection,
    again: true,
    rate: 1,
    stopShare: 0,
  })
  if (operation) return operation
  throw new UsageError(`Someone else has taken ${edited.id} already: npm run ops -- dead-letters show ${edited.id}`)
}
