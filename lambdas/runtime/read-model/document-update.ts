import type { AttributeValue, Update } from '@aws-sdk/client-dynamodb'
import type { DocumentChange, ReadModel } from '../declarations/define-read-model.ts'
import type { Part } from '../declarations/parts.ts'
import { documentKey, indexAttributes, toAttribute } from './document-item.ts'

/** DynamoDB takes 4 KB for an expression, and 300 operators and functions. A part has four: two comparisons, OR and AND. */
const MAX_EXPRESSION_BYTES = 4_000
const MAX_PARTS = 70
/** `(attribute_not_exists(#a1234) OR #a1234.#sequence < :s) AND `, without the digits of the sequence. */
const CONDITION_BYTES = 60
/** `#a1234 = :a1234, `. */
const ASSIGNMENT_BYTES = 17

/**
 * Splits a change into pieces that each fit one update. A document may have many parts, such as one for each of a customer's
 * orders, and a rebuild writes all parts that a page of events changes at once. Parts are independent of each other, so each piece
 * may be written by itself.
 */
export function piecesOf(change: DocumentChange): readonly DocumentChange[] {
  const pieces: Record<string, Part>[] = []
  let [conditions, assignments, count] = [0, 0, MAX_PARTS]
  for (const [name, part] of Object.entries(change.parts)) {
    const conditionBytes = CONDITION_BYTES + String(part.sequence).length
    const assignmentBytes = ASSIGNMENT_BYTES * (1 + Object.keys(part.indexed ?? {}).length)
    conditions += conditionBytes
    assignments += assignmentBytes
    count++
    if (count > MAX_PARTS || Math.max(conditions, assignments) > MAX_EXPRESSION_BYTES) {
      pieces.push({})
      ;[conditions, assignments, count] = [conditionBytes, assignmentBytes, 1]
    }
    pieces.at(-1)![name] = part
  }
  return pieces.length === 1 ? [change] : pieces.map((piece) => ({ ...change, parts: piece }))
}

/** Sets all parts of the change, on condition that each is newer than what is stored. @param change one of {@link piecesOf}. */
export function toUpdate(
  { table, model }: { readonly table: string; readonly model: ReadModel },
  name: string,
  change: DocumentChange,
): ConditionalUpdate {
  const generation = { model: model.name, name }
  const partitions = new Set(model.indexes.map((index) => index.partitionKey))
  return {
    TableName: table,
    Key: documentKey(generation, change.key),
    ...updateOf(Object.entries(change.parts), (part) => indexAttributes(generation, part, partitions)),
  }
}

type ConditionalUpdate = Update & { readonly UpdateExpression: string }

function updateOf(
  parts: readonly (readonly [string, Part])[],
  indexed: (part: Part) => Record<string, AttributeValue>,
) {
  const names: Record<string, string> = { '#sequence': 'sequence' }
  const values: Record<string, AttributeValue> = {}
  const assignments: string[] = []
  const assign = (name: string, value: AttributeValue): string => {
    const number = assignments.length
    names[`#a${number}`] = name
    values[`:a${number}`] = value
    assignments.push(`#a${number} = :a${number}`)
    return `#a${number}`
  }
  const isNewer = parts.map(([name, part]) => {
    const stored = assign(name, toAttribute(part))
    const sequence = `:s${part.sequence}`
    values[sequence] = { N: String(part.sequence) }
    for (const [attribute, value] of Object.entries(indexed(part))) assign(attribute, value)
    return `(attribute_not_exists(${stored}) OR ${stored}.#sequence < ${sequence})`
  })
  return {
    UpdateExpression: `SET ${assignments.join(', ')}`,
    ConditionExpression: isNewer.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }
}
