import { catalog } from '../../../events/catalog.ts'
import { closestOf } from '../../cli/closest.ts'
import { UsageError } from '../../cli/usage-error.ts'
import type { DeadLetterEnvironment } from '../environment.ts'
import { forEachPage } from '../letters/read-letters.ts'
import type { LetterSelection } from '../letters/selection.ts'

/**
 * For a selection of which nothing is to be done: whether that is so because all of it has been dealt with, or because no letter is like that. Such a filter has a slip in it, and "nothing to do" would be taken for an answer.
 * @throws {UsageError} with the most similar type, where a type is not known.
 */
export async function assertMatches(environment: DeadLetterEnvironment, selection: LetterSelection): Promise<void> {
  const { from: _from, to: _to, statuses: _statuses, ...criteria } = selection
  const { ids, fingerprint, eventType, aggregateId, consumer } = criteria
  const narrow = { id: ids, fingerprint, type: eventType, aggregate: aggregateId }
  const given = Object.entries(narrow).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${[value].flat().join(', ')}`],
  )
  if (given.length === 0) return
  let isKnown = false
  await forEachPage(environment, criteria, () => {
    isKnown = true
  })
  if (isKnown) return
  const types = typesOf(environment)
  const hint = eventType === undefined || types.has(eventType) ? '' : closestOf(eventType, [...types])
  const whose = consumer === undefined ? '' : ` of ${consumer}`
  throw new UsageError(`No dead letter${whose} has the ${given.join(' and the ')}.${hint}`)
}

/**
 * For a list that is empty: a type that nobody declares and no letter has is mistyped, and "no dead letters wait" would be taken for an answer.
 * That no letter has some id, cause or aggregate is an answer.
 * @throws {UsageError} with the most similar type.
 */
export async function assertTypeKnown(environment: DeadLetterEnvironment, selection: LetterSelection): Promise<void> {
  const { eventType } = selection
  if (eventType !== undefined && !typesOf(environment).has(eventType)) await assertMatches(environment, { eventType })
}

const typesOf = ({ consumers }: Pick<DeadLetterEnvironment, 'consumers'>): ReadonlySet<string> =>
  new Set([...catalog.keys(), ...[...consumers.values()].flatMap(({ accepts }) => accepts.map(({ type }) => type))])
