import { setTimeout as delay } from 'node:timers/promises'
import type { AuditEnvironment } from '../../audit/audit-log.ts'
import type { Operation } from '../../bulk-operations/operation.ts'
import { interruption } from '../../cli/interruption.ts'
import { print } from '../../cli/print.ts'
import { progressBar } from '../../cli/progress-bar.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import { endText, outcomesText } from '../retry/outcome-text.ts'
import { runAudited } from '../retry/run-audited.ts'

/** Works on an operation in this terminal, with a bar. The exit code is 1 unless everything of it was processed. */
export async function runOperation(
  environment: DeadLetterEnvironment,
  log: AuditEnvironment,
  planned: Pick<Operation, 'id' | 'total' | 'reason'>,
  { json }: { readonly json?: boolean },
): Promise<void> {
  process.stderr.write(
    `${planned.id}: if this ends early, go on with: npm run ops -- operations resume ${planned.id}\n`,
  )
  const bar = progressBar('retry', 'letters', planned.total)
  const running = {
    ...environment,
    owner: log.ids.next('tool'),
    signal: interruption(),
    pause: async (milliseconds: number) => {
      await delay(milliseconds)
    },
    onProgress: ({ position, counts }: Pick<Operation, 'position' | 'counts'>) =>
      bar.update(position, outcomesText(counts)),
  }
  const operation = await runAudited(running, planned, log).finally(() => bar.end())
  print(json, operation, () => endText(operation))
  if (operation.status !== 'done' || operation.counts.died + operation.counts.skipped > 0) process.exitCode = 1
}
