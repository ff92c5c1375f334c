import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { type Clock, isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { Ids } from '../../lambdas/runtime/system/ids.ts'
import { errorText } from '../cli/error-text.ts'
import type { Caller } from './caller.ts'
import { type Action, type AuditEntry, type Result, toItem } from './entry.ts'

export interface AuditEnvironment {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  /** Output `AuditLogTableName` of the stack. */
  readonly table: string
  readonly clock: Clock
  readonly ids: Ids
  readonly caller: Caller
  /** Called when the end of an operation could not be logged. The operation goes on. */
  readonly warn: (text: string) => void
}

/** The log could not be written, and nothing has been changed. */
export class AuditError extends Error {
  override readonly name = 'AuditError'
}

/** Limit for a call to the log, so that a slow log does not hold up a repair. */
const LONGEST_WAIT_MS = 10_000

/** The result of an operation, in one sentence with its numbers. */
export interface Ending {
  readonly result: Result
  readonly outcome: string
}

/**
 * Runs an operation and logs who did it, when, to what and why. If the log cannot be written before the first change, the operation does
 * not run. Once something is changed, a log that cannot be written is only a warning.
 * @param run makes the change. @param ending describes the result; default: "done".
 * @throws {AuditError} when the beginning cannot be written: `run` was not called; whatever `run` throws.
 */
export async function audited<Value>(
  environment: AuditEnvironment,
  action: Action,
  run: (id: string) => Promise<Value>,
  ending: (value: Value) => Ending = () => ({ result: 'done', outcome: 'done' }),
): Promise<Value> {
  const id = await auditBegin(environment, action)
  try {
    const value = await run(id)
    await auditEnd(environment, id, action, ending(value))
    return value
  } catch (error) {
    const outcome = errorText(error)
    await auditEnd(environment, id, action, { result: 'failed', outcome })
    throw error
  }
}

/** @returns the id of the operation. @throws {AuditError} when it cannot be written. */
async function auditBegin(environment: AuditEnvironment, action: Action): Promise<string> {
  const id = environment.ids.next('aud')
  try {
    await append(environment, { ...action, ...stamp(environment, id), kind: 'began' })
  } catch (error) {
    const reason = errorText(error)
    throw new AuditError(`Nothing was done: the audit log ${environment.table} could not be written. ${reason}`, {
      cause: error,
    })
  }
  return id
}

/** Never throws. */
async function auditEnd(
  environment: AuditEnvironment,
  id: string,
  action: Action,
  { result, outcome }: Ending,
): Promise<void> {
  try {
    const short = outcome.slice(0, LONGEST_OUTCOME)
    await append(environment, { ...action, ...stamp(environment, id), kind: 'ended', result, outcome: short })
  } catch (error) {
    environment.warn(`The audit log could not be told how ${action.action} ended: ${String(error)}`)
  }
}

const LONGEST_OUTCOME = 2_000

const stamp = ({ clock, caller }: AuditEnvironment, id: string) => ({ id, at: isoTime(clock.now()), by: caller })

/** Each entry has a unique key. If the put is refused, the same entry was written by an earlier call whose answer was lost. */
async function append({ dynamo, table }: AuditEnvironment, entry: AuditEntry): Promise<void> {
  const put = new PutItemCommand({
    TableName: table,
    Item: toItem(entry),
    ConditionExpression: 'attribute_not_exists(pk)',
  })
  try {
    await dynamo.send(put, { abortSignal: AbortSignal.timeout(LONGEST_WAIT_MS) })
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
  }
}
