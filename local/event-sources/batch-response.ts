import type { InvocationResult } from '../lambda/index.ts'

/**
 * The item identifiers that a function reported as failed, as Lambda reads them: nothing, null or an empty list is a
 * success; an error, an answer of another shape, an empty or an unknown identifier fails the whole batch.
 */
export function failedItems(
  result: InvocationResult,
  known: ReadonlySet<string>,
  reportsFailures: boolean,
): ReadonlySet<string> {
  if (result.error) return known
  if (!reportsFailures) return new Set()
  const answer: unknown = JSON.parse(result.payload)
  if (answer === null) return new Set()
  if (typeof answer !== 'object' || Array.isArray(answer)) return known
  const failures = 'batchItemFailures' in answer ? answer.batchItemFailures : null
  if (failures === null) return new Set()
  if (!Array.isArray(failures)) return known
  const ids = new Set<string>()
  for (const failure of failures) {
    const id: unknown = failure?.itemIdentifier
    if (typeof id !== 'string' || !known.has(id)) return known
    ids.add(id)
  }
  return ids
}
