import type { Operation } from '../../bulk-operations/operation.ts'
import { grouped } from '../../cli/progress-bar.ts'
import { oneLine } from '../../cli/visible.ts'

export const outcomesText = ({ resolved, sent, died, skipped }: Operation['counts']): string =>
  [
    `${grouped(resolved)} processed`,
    ...(sent > 0 ? [`${grouped(sent)} sent`] : []),
    ...(died > 0 ? [`${grouped(died)} died again`] : []),
    ...(skipped > 0 ? [`${grouped(skipped)} left as they are`] : []),
  ].join(', ')

/** Why an operation is not running, with what the consumer said of the letter that decided it. */
export const whyText = ({ why = '', detail = '' }: Pick<Operation, 'why' | 'detail'>): string =>
  oneLine(detail === '' ? why : `${why} ${detail}`)

export function endText(operation: Operation): string {
  const { id, status } = operation
  const hint = status === 'paused' || status === 'stopped' ? `Go on with: npm run ops -- operations resume ${id}\n` : ''
  return `${headText(operation, whyText(operation))}\n${hint}`
}

/** For the audit log, which is kept for ever: without what a consumer said, which may hold data of an event. */
export const auditText = (operation: Operation): string => headText(operation, operation.why)

const headText = ({ id, status, counts, position, total }: Operation, why: string | undefined): string =>
  `${id} is ${status}${why ? `: ${why}` : ''}\n${grouped(position)} of ${grouped(total)}: ${outcomesText(counts)}.`
