import { writeItems } from '../../bulk-operations/items.ts'
import { noCounts, type Operation } from '../../bulk-operations/operation.ts'
import { createOperation, type OperationTable } from '../../bulk-operations/store.ts'
import type { IssueStore } from '../issues/list-issues.ts'
import { type PlanOptions, planRetry, stepsOf } from './plan.ts'

export interface OperationOptions extends PlanOptions {
  /** `op_<UUIDv7>` */
  readonly id: string
  /** ISO 8601 */
  readonly createdAt: string
  readonly by: string
  readonly reason?: string
  /** Letters a second, at most. */
  readonly rate: number
  /** Share of failures, 0 to 1, above which it stops. */
  readonly stopShare: number
}

/**
 * Makes an operation of the letters that a plan would take now. They are written page by page while they are read; the operation is written
 * last, so that what a tool leaves which is killed before it is never taken for an operation.
 * @returns undefined when there is nothing to retry.
 */
export async function createRetry(
  store: IssueStore & OperationTable,
  { again, until, also, ...options }: OperationOptions,
): Promise<Operation | undefined> {
  const { id, selection } = options
  const causes = new Set<string>()
  const { letters } = await planRetry(store, { selection, again, until, also }, async (items) => {
    for (const { consumer, fingerprint } of items) causes.add(`${consumer}#${fingerprint}`)
    await writeItems(store, id, items)
  })
  if (letters === 0) return undefined
  const operation: Operation = {
    ...options,
    selection: { ...selection },
    action: 'dead-letters retry',
    total: letters,
    steps: stepsOf(letters),
    knownCauses: [...causes],
    status: 'ready',
    position: 0,
    counts: noCounts,
  }
  await createOperation(store, operation)
  return operation
}
