import { setTimeout as delay } from 'node:timers/promises'
import { audited } from '../../audit/audit-log.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import { interruption } from '../../cli/interruption.ts'
import { print } from '../../cli/print.ts'
import type { Operation } from '../../operations/operation.ts'
import { grouped, progressBar } from '../../terminal/progress-bar.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import { runRetry } from '../retry/run.ts'

interface Running {
  readonly as?: string
  readonly json?: boolean
}

/** Works on an operation in this terminal, with a bar. The exit code is 1 unless everything of it was processed. */
export async function runOperation(
  environment: DeadLetterEnvironment,
  { id, total, reason }: Pick<Operation, 'id' | 'total' | 'reason'>,
  { as, json }: Running,
): Promise<void> {
  const log = await openAuditLog(environment.stack, environment.dynamo, as)
  process.stderr.write(`${id}: if this ends early, go on with: npm run ops -- operations resume ${id}\n`)
  const bar = progressBar('retry', 'letters', total)
  const action = {
    action: 'dead-letters retry',
    target: id,
    ...(reason !== undefined && { reason }),
    details: { letters: total },
  }
  const operation = await audited(
    log,
    action,
    () =>
      runRetry(
        {
          ...environment,
          owner: log.ids.next('tool'),
          signal: interruption(),
          pause: async (milliseconds) => {
            await delay(milliseconds)
          },
          onProgress: ({ position, counts }) => bar.update(position, outcomesText(counts)),
        },
        id,
      ).finally(() => bar.end()),
    (ended) => ({ result: ended.status === 'done' ? 'done' : 'partly', outcome: endText(ended).trim() }),
  )
  print(json, operation, () => endText(operation))
  if (operation.status !== 'done' || operation.counts.died + operation.counts.skipped > 0) process.exitCode = 1
}

export const outcomesText = ({ resolved, sent, died, skipped }: Operation['counts']): string =>
  [
    `${grouped(resolved)} processed`,
    ...(sent > 0 ? [`${grouped(sent)} sent`] : []),
    ...(died > 0 ? [`${grouped(died)} died again`] : []),
    ...(skipped > 0 ? [`${grouped(skipped)} left as they are`] : []),
  ].join(', ')

export function endText({ id, status, why, counts, position, total }: Operation): string {
  const reason = why ? `: ${why}` : ''
  const hint = status === 'paused' || status === 'stopped' ? `Go on with: npm run ops -- operations resume ${id}\n` : ''
  return `${id} is ${status}${reason}\n${grouped(position)} of ${grouped(total)}: ${outcomesText(counts)}.\n${hint}`
}
