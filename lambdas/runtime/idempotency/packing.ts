import { bytesOf, MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ITEMS } from '../effects/limits.ts'
import type { CommitUnit } from '../effects/verdicts.ts'

/**
 * Fills transactions in order, within DynamoDB's limits. A unit that is too large even alone gets a transaction of its
 * own: DynamoDB's answer is the better error message.
 */
export function intoTransactions<Unit extends CommitUnit>(units: readonly Unit[]): Unit[][] {
  const transactions: Unit[][] = []
  let items = 0
  let bytes = 0
  for (const unit of units) {
    const unitBytes = unit.writes.reduce((sum, write) => sum + bytesOf(write), 0)
    items += unit.writes.length
    bytes += unitBytes
    const current = transactions.at(-1)
    if (current && items <= MAX_TRANSACTION_ITEMS && bytes <= MAX_TRANSACTION_BYTES) current.push(unit)
    else {
      transactions.push([unit])
      items = unit.writes.length
      bytes = unitBytes
    }
  }
  return transactions
}
