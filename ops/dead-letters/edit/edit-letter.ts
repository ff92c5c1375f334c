import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import type { Ids } from '../../../lambdas/runtime/system/ids.ts'
import { type AuditEnvironment, audited } from '../../audit/audit-log.ts'
import { nameOf } from '../../audit/name-of.ts'
import type { Operation } from '../../operations/operation.ts'
import { createOperation } from '../../operations/store.ts'
import { UsageError } from '../../terminal/usage-error.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import type { Letter } from '../letters/letter.ts'
import { bodyInQueue } from '../queue/body-in-queue.ts'
import { planRetry, toOperation } from '../retry/plan.ts'
import { placeOf } from '../retry/release-head.ts'
import { assertNotHeld } from './assert-not-held.ts'
import { type Difference, differences } from './diff.ts'
import { type Edited, editedEnvelope, originalOf } from './edited-body.ts'
import { latestOf } from './latest.ts'
import { replaceLetter } from './replace-letter.ts'

type Data = Record<string, unknown>

export interface EditOptions {
  /** Event or command id; of one that was edited before, its last edit is taken. */
  readonly id: string
  /** Whose dead letter; absent: of the only consumer that has one. */
  readonly consumer: string | undefined
  /** @returns the data that are to stand in place of these. @throws {UsageError} */
  readonly change: (data: Data) => Data | Promise<Data>
}

export interface PreparedEdit {
  readonly letter: Letter
  readonly consumer: ConsumerDeclaration
  readonly edited: Edited
  /** In the data; one at least. */
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
  if (found.length === 0) throw new UsageError('That is what it says already: nothing is changed.')
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

/** Closes the original and puts the other letter in its place, which waits then. @throws {ChangedMeanwhile} */
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

/** As any other letter is retried. Should the tool end before it is done, the letter waits in the list. */
export async function planEdited(
  environment: DeadLetterEnvironment,
  { consumer, edited }: PreparedEdit,
  reason: string,
  log: AuditEnvironment,
): Promise<Operation> {
  const selection = { consumer: consumer.name, ids: [edited.id] }
  const plan = await planRetry(environment, { selection, again: true })
  const operation = toOperation(
    {
      id: log.ids.next('op'),
      createdAt: new Date(environment.now()).toISOString(),
      by: nameOf(log.caller),
      reason,
      selection,
      rate: 1,
      stopShare: 0,
    },
    plan,
  )
  await createOperation(environment, operation, plan.items)
  return operation
}
