import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import type { DocumentKey, Part, Parts } from '../declarations/parts.ts'

/** The key prefix of one generation of one read model in the service's table. */
export interface Generation {
  readonly model: string
  readonly name: string
}

interface StoredDocument {
  readonly key: DocumentKey
  readonly parts: Parts
}

const SINGLE_ENTRY = 'document'

/** Every key of a generation begins with this, in the table and in its indexes. */
export const generationPrefix = ({ model, name }: Generation): string => `${model}#${name}#`

export const documentKey = (
  generation: Generation,
  { id, entry }: DocumentKey,
): { pk: AttributeValue; sk: AttributeValue } => ({
  pk: { S: generationPrefix(generation) + id },
  sk: { S: entry ?? SINGLE_ENTRY },
})

/** The value is JSON: nothing is lost in number formats, and equal values are equal bytes. */
export const toAttribute = (part: Part): AttributeValue => ({
  M: { sequence: { N: String(part.sequence) }, at: { S: part.at }, value: { S: JSON.stringify(part.value) } },
})

/** @param partitions names of index attributes that are partition keys: those carry the generation. */
export const indexAttributes = (generation: Generation, part: Part, partitions: ReadonlySet<string>): Item =>
  Object.fromEntries(
    Object.entries(part.indexed ?? {}).map(([name, value]) => [
      name,
      { S: partitions.has(name) ? generationPrefix(generation) + value : value },
    ]),
  )

/** The parts of a stored document; keys and index attributes are left out. */
export function toParts(item: Item): Parts {
  const parts: Record<string, Part> = {}
  for (const [name, attribute] of Object.entries(item)) {
    const { sequence, at, value } = attribute.M ?? {}
    if (sequence?.N === undefined || at?.S === undefined || value?.S === undefined) continue
    parts[name] = { sequence: Number(sequence.N), at: at.S, value: JSON.parse(value.S) }
  }
  return parts
}

/** The item as any sequence of writes leaves it: what a stored one can be compared with. */
export function toItem(generation: Generation, { key, parts }: StoredDocument, partitions: ReadonlySet<string>): Item {
  const item: Record<string, AttributeValue> = { ...documentKey(generation, key) }
  for (const [name, part] of Object.entries(parts)) {
    item[name] = toAttribute(part)
    Object.assign(item, indexAttributes(generation, part, partitions))
  }
  return item
}
