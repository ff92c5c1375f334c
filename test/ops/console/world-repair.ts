import type { Operation, OperationItem } from '../../../ops/bulk-operations/operation.ts'
import type { ShownOperation } from '../../../ops/console/operations/dead-letters/bulk.ts'
import type { EditableLetter } from '../../../ops/console/operations/dead-letters/edit.ts'
import type { SelectedLetters } from '../../../ops/console/operations/dead-letters/read.ts'
import type { ShownPlan } from '../../../ops/console/operations/dead-letters/retry.ts'
import type { LetterSummary } from '../../../ops/dead-letters/letters/letter.ts'
import type { Define } from './world-pages.ts'

export const OPERATION = 'op_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'

/** What the pages on retries, edits and operations show. What they do is tried over real tables, see `repair-world.ts`. */
export function defineRepair(define: Define, at: number, hostile: string, letters: () => readonly unknown[]): void {
  const iso = (secondsAgo: number): string => new Date(at - secondsAgo * 1000).toISOString()
  define('letters', 'read', ({ consumer }): SelectedLetters => {
    const found = letters() as LetterSummary[]
    return { selection: { consumer }, counts: { dead: found.length, archived: 2 }, letters: found }
  })
  define('letter-edit', 'read', ({ id }): EditableLetter => {
    return { id, eventType: 'order.created', lastFailedAt: iso(90), data: { order_id: 'ord_1', note: hostile } }
  })
  define('letter-edit-check', 'check', () => ({ differences: [] }))
  define(
    'retry-plan',
    'read',
    (): ShownPlan => ({
      id: OPERATION,
      letters: 8,
      verdicts: [{ kind: 'never-ran', says: 'never ran: a retry runs it', isRisky: false, letters: 8 }],
      risky: 1,
      malformed: 0,
      ignored: 0,
      orphans: 0,
      held: 0,
      causeless: 0,
      unseen: [],
      steps: [1, 5, 2],
      seconds: 3,
      usd: 0.0001,
    }),
  )
  const operation: Operation = {
    id: OPERATION,
    action: 'dead-letters retry',
    createdAt: iso(120),
    by: hostile,
    reason: hostile,
    selection: { consumer: 'payment', type: hostile },
    rate: 50,
    total: 8,
    steps: [1, 6, 8],
    knownCauses: [],
    stopShare: 0.2,
    status: 'stopped',
    why: `a new cause: ${hostile}`,
    position: 6,
    counts: { sent: 0, resolved: 4, died: 1, skipped: 1 },
  }
  define('operations', 'read', () => [operation])
  define('operation', 'read', () => ({ operation, isWorkedOn: false, isHere: false }) satisfies ShownOperation)
  define('operation-items', 'read', (): OperationItem[] => [
    {
      number: 1,
      sortKey: '',
      consumer: 'payment',
      letterId: 'evt_1',
      key: { pk: 'payment#0', sk: 'evt_1' },
      fingerprint: 'aaaaaaaaaaaaaaaa',
      failedAt: iso(300),
      verdict: 'never-ran',
      state: 'died',
      detail: hostile,
    },
  ])
}
