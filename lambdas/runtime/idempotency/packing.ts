import { bytesOf, MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ITEMS } from '../effects/limits.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
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
  return { writes: copied, bytes: copied.reduce((sum, write) => sum + shareOf(write), 0) }
}

/** A unit that has something to prepare takes a transaction to itself, so that no other unit waits for it. */
const shareOf = (write: StagedWrite): number => (write.prepare ? MAX_TRANSACTION_BYTES : bytesOf(write))

/**
 * Fills transactions in order, within DynamoDB's limits. A unit that is too large even alone gets a transaction of its
 * own: DynamoDB's answer is the better error message.
 */
export function intoTransactions<Unit extends SizedUnit>(units: readonly Unit[]): Unit[][] {
  const transactions: Unit[][] = []
  let items = 0
  let bytes = 0
  for (const unit of units) {
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
  return transactions
}
