import type { Operation, OperationItem } from '../../operations/operation.ts'

/** So few outcomes are no share: one of two is chance. */
const LEAST_FOR_SHARE = 5

/**
 * Whether what has come of a step is a reason to go no further.
 * @param outcomes of this step, so far. @param isOver nothing of it is awaited any more.
 */
export function reasonToStop(
  { knownCauses, stopShare }: Pick<Operation, 'knownCauses' | 'stopShare'>,
  outcomes: readonly OperationItem[],
  isOver: boolean,
): string | undefined {
  const died = outcomes.filter(({ state }) => state === 'died')
  const stranger = died.find(({ consumer, fingerprint }) => !knownCauses.includes(`${consumer}#${fingerprint}`))
  if (stranger) return `${stranger.letterId} died of a new cause: ${stranger.detail}`
  const known = outcomes.filter(({ state }) => state !== 'skipped').length
  if (died.length === 0 || (known < LEAST_FOR_SHARE && !isOver)) return undefined
  const share = died.length / known
  if (share <= stopShare) return undefined
  return `${died.length} of ${known} died again, more than ${Math.round(stopShare * 100)} %; the last: ${died.at(-1)?.detail}`
}
