import { isObject } from '../values.ts'

/** Hooks through which a fault plan makes DynamoDB misbehave. All are optional; without them nothing misbehaves. */
export interface DynamoDbFaults {
  /**
   * Runs before every operation, with the names of the tables it touches. It may wait, or throw a `LocalAwsError`
   * (for example `ProvisionedThroughputExceededException`), which the caller gets as the operation's error; for
   * transactions it becomes the reason of a `TransactionCanceledException`.
   */
  before?(operation: string, tableNames: string[]): Promise<void> | void
  /** How many milliseconds a query or scan of a global secondary index lags behind; undefined: it is up to date. */
  staleIndexReads?(): number | undefined
  /**
   * In which order the items of a transaction appear in their stream: the positions from 0 to `count - 1`, each once.
   * undefined: as they were given.
   */
  transactionOrder?(count: number): readonly number[] | undefined
}

/** The tables that a request names. */
export function tableNamesOf(input: Record<string, unknown>): string[] {
  if (typeof input.TableName === 'string') return [input.TableName]
  if (isObject(input.RequestItems)) return Object.keys(input.RequestItems)
  if (!Array.isArray(input.TransactItems)) return []
  const names = new Set<string>()
  for (const entry of input.TransactItems) {
    for (const action of isObject(entry) ? Object.values(entry) : []) {
      if (isObject(action) && typeof action.TableName === 'string') names.add(action.TableName)
    }
  }
  return [...names]
}
