import { bytesOf, MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ITEMS } from '../effects/limits.ts'
import type { StagedWrite } from '../effects/staged-write.ts'
import type { CommitUnit } from '../effects/verdicts.ts'

export interface SizedUnit extends CommitUnit {
  readonly bytes: number
}

/**
 * A copy of a unit for its commit: changes that its handler makes to the staged writes afterwards have no effect.
 * @throws {TypeError} for something that is not a write, so that its size is not known.
 */
export function sized({ writes, apart = false }: CommitUnit): SizedUnit {
  const copied = writes.map((write) => ({ ...write }))
  return { writes: copied, apart, bytes: copied.reduce((sum, write) => sum + shareOf(write), 0) }
}

/** A unit that has something to prepare takes a transaction to itself, so that no other unit waits for it. */
const shareOf = (write: StagedWrite): number => (write.prepare ? MAX_TRANSACTION_BYTES : bytesOf(write))

/**
 * Distributes units over transactions in their order, within DynamoDB's limits; units that must stay alone come first. A unit that
 * exceeds the limits by itself gets a transaction of its own, because DynamoDB's own error message is clearer.
 */
export function intoTransactions<Unit extends SizedUnit>(units: readonly Unit[]): Unit[][] {
  const apart = units.filter((unit) => unit.apart).map((unit) => [unit])
  return [...apart, ...packed(units.filter((unit) => !unit.apart))]
}

function packed<Unit extends SizedUnit>(units: readonly Unit[]): Unit[][] {
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
