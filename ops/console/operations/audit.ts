import { z } from 'zod'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import type { AuditEntry } from '../../audit/entry.ts'
import { readAuditLog } from '../../audit/read-audit-log.ts'
import { type ConsoleOperation, consoleOperation } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

const DAY_MS = 86_400_000
const MOST_LINES = 2_000

export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  /** Whether there are more entries than the page shows. */
  readonly isCut: boolean
}

export const auditOperation = ({ stack, dynamo, now }: ConsoleEnvironment): ConsoleOperation =>
  consoleOperation({
    name: 'audit',
    kind: 'read',
    keptMs: 2_000,
    input: z.object({ days: z.coerce.number().int().min(1).max(90).default(7) }),
    async run({ days }): Promise<AuditPage> {
      const time = now()
      // Lines that an operator has written whose clock was ahead count, too.
      const range = { from: isoTime(time - days * DAY_MS), to: isoTime(time + DAY_MS) }
      const entries: AuditEntry[] = []
      for await (const entry of readAuditLog({ dynamo, table: stack.output('AuditLogTableName') }, range)) {
        if (entries.length === MOST_LINES) return { entries, isCut: true }
        entries.push(entry)
      }
      return { entries, isCut: false }
    },
  })
