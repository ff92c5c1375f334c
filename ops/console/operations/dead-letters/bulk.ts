import { z } from 'zod'
import { audited } from '../../../audit/audit-log.ts'
import { nameOf } from '../../../audit/name-of.ts'
import { readItems } from '../../../bulk-operations/items.ts'
import type { Operation, OperationItem } from '../../../bulk-operations/operation.ts'
import { askOperation, listOperations, loadOperation } from '../../../bulk-operations/store.ts'
import { abortOperation } from '../../../dead-letters/retry/abort.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../../operation.ts'
import { reason } from './inputs.ts'
import { type RetryRunner, startRetry } from './retry-runner.ts'

export interface ShownOperation {
  readonly operation: Operation
  /** Some tool has said lately that it works on it. */
  readonly isWorkedOn: boolean
  /** Whether this console works on the operation. It then stops when the console does, and can be resumed. */
  readonly isHere: boolean
  /** Why this console has stopped working on the operation. */
  readonly problem?: string
}

const MOST_OPERATIONS = 100
const MOST_ITEMS = 10_000
const id = z.string().regex(/^op_[0-9a-f-]{36}$/, 'must be the id of an operation')

/** Bulk work: how far it is, what has come of each letter, and stopping it. */
export function bulkOperations(runner: RetryRunner): ConsoleOperation[] {
  const { environment, work, auditLog } = runner
  const found = async (asked: string) => {
    const loaded = await loadOperation(environment, asked)
    if (!loaded) throw new InputError(`There is no operation ${asked}.`)
    return loaded
  }
  return [
    consoleOperation({
      name: 'operations',
      kind: 'read',
      keptMs: 1_000,
      input: z.object({}),
      run: () => listOperations(environment, MOST_OPERATIONS),
    }),
    consoleOperation({
      name: 'operation',
      kind: 'read',
      keptMs: 500,
      input: z.object({ id }),
      async run(asked): Promise<ShownOperation> {
        const { operation, ownedUntil } = await found(asked.id)
        const error = work.get(asked.id)?.error
        return {
          operation,
          isWorkedOn: operation.status === 'running' && ownedUntil > environment.now(),
          isHere: work.isRunning(asked.id),
          ...(error !== undefined && { problem: error }),
        }
      },
    }),
    consoleOperation({
      name: 'operation-items',
      kind: 'read',
      keptMs: 2_000,
      input: z.object({ id }),
      async run(asked): Promise<readonly OperationItem[]> {
        const items: OperationItem[] = []
        for await (const item of readItems(environment, asked.id)) items.push(item)
        return items.toSorted(worstFirst).slice(0, MOST_ITEMS)
      },
    }),
    ...(['pause', 'abort'] as const).map((verb) =>
      consoleOperation({
        name: `operation-${verb}`,
        kind: 'change',
        input: z.strictObject({ id, reason }),
        async run({ id: asked, reason: why }) {
          await found(asked)
          const log = await auditLog()
          const action = { action: `operations ${verb}`, target: asked, ...(why && { reason: why }) }
          const because = why || `by ${nameOf(log.caller)}`
          if (verb === 'pause') {
            await audited(log, action, () => askOperation(environment, asked, 'paused', because))
            return { status: (await found(asked)).operation.status }
          }
          const putBack = await audited(log, action, () => abortOperation(environment, asked, because))
          return { status: 'aborted', putBack }
        },
      }),
    ),
    consoleOperation({
      name: 'operation-resume',
      kind: 'change',
      input: z.strictObject({ id, reason }),
      async run({ id: asked, reason: why }) {
        const { operation } = await found(asked)
        return { resumed: await startRetry(runner, { ...operation, ...(why && { reason: why }) }) }
      },
    }),
  ]
}

const ORDER = ['died', 'skipped', 'sent', 'planned', 'resolved']
const worstFirst = (one: OperationItem, other: OperationItem): number =>
  ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.number - other.number
