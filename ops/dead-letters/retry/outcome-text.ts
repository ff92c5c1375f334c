import type { Operation } from '../../operations/operation.ts'
import { grouped } from '../../terminal/progress-bar.ts'

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
