import type { Operation } from '../../../../bulk-operations/operation.ts'
import { count } from '../../format.ts'

export const outcomes = ({ resolved, sent, died, skipped }: Operation['counts']): string =>
  [
    `${count(resolved)} processed`,
    ...(sent > 0 ? [`${count(sent)} sent`] : []),
    ...(died > 0 ? [`${count(died)} died again`] : []),
    ...(skipped > 0 ? [`${count(skipped)} left as they are`] : []),
  ].join(', ')

export const shareDone = ({ position, total }: Pick<Operation, 'position' | 'total'>): string =>
  total === 0 ? '' : `${Math.floor((position / total) * 100)} %`
