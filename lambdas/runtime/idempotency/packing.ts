import { bytesOf, MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ITEMS } from '../effects/limits.ts'
import type { CommitUnit } from '../effects/verdicts.ts'

export interface SizedUnit extends CommitUnit {
  readonly bytes: number
}

/**
 * A unit as it is committed: whatever its handler still does to what it has staged comes too late.
 * @throws {TypeError} for a write that cannot be measured, because it is none.
 */
export function sized({ writes }: CommitUnit): SizedUnit {
  const copied = writes.map((write) => ({ ...write }))
  return { writes: copied, bytes: copied.reduce((sum, write) => sum + bytesOf(write), 0) }
}

/**
 * Fills transactions in order, within DynamoDB's limits. A unit that is too large even alone gets a transaction of its
 * own: DynamoDB's answer is the better error message. So does one that prepares something before: nobody waits for that but itself.
 */
export function intoTransactions<Unit extends SizedUnit>(units: readonly Unit[]): Unit[][] {
  const transactions: Unit[][] = []
  const preparing: Unit[][] = []
  let items = 0
  let bytes = 0
  for (const unit of units) {
    if (unit.writes.some(({ prepare }) => prepare)) {
      preparing.push([unit])
      continue
    }
    items += unit.writes.length
    bytes += unit.bytes
    const current = transactions.at(-1)
    if (current && items <= MAX_TRANSACTION_ITEMS && bytes <= MAX_TRANSACTION_BYTES) current.push(unit)
    else {
      transactions.push([unit])
      items = unit.writes.length
      bytes = unit.bytes
    }
  }
  return [...transactions, ...preparing]
}
