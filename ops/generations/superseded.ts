import { type AttributeValue, type DynamoDBClient, GetItemCommand, type Update } from '@aws-sdk/client-dynamodb'
import { catalogOf, decodeEvent } from '../../events/decode.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { DocumentChange, ReadModel } from '../../lambdas/runtime/declarations/define-read-model.ts'
import type { Part } from '../../lambdas/runtime/declarations/parts.ts'
import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import { documentKey, indexAttributes, toAttribute } from '../../lambdas/runtime/read-model/document-item.ts'
import { type Corrections, corrected } from '../corrections/corrections.ts'

/** The documents of a read model, and the streams that they are made from. */
export interface Documents {
  readonly client: Pick<DynamoDBClient, 'send'>
  readonly table: string
  readonly model: ReadModel
  readonly storage: Pick<EventStorage, 'readStream'>
}

export interface Superseding {
  readonly generation: string
  /** An event that the consumer does not take any more: it was skipped or replaced, or is about to be. */
  readonly event: EventEnvelope
  /** The event in its place, if it has been replaced and may be seen already. */
  readonly by?: EventEnvelope | undefined
  /** What else has been skipped or edited. */
  readonly corrections: Corrections
  /** Ids of events that the consumer has yet to take. Default: none. */
  readonly waiting?: ReadonlySet<string>
}

/**
 * Takes an event out of the one document that it has changed, if it is in there. A document takes only what is newer, so that an event in the
 * same place, and all the more an earlier one, would not replace it by itself. It is in there although its consumer has failed at it where a
 * rebuild has taken it from the event table, or where an earlier try had written one of several documents.
 *
 *     status   confirmed (3) ──► pending (1), the last one of the stream that this consumer takes, or nothing where there is none
 *
 * @returns an update on condition that the document is what was read; nothing where nothing of the event is in it.
 */
export async function withoutEvent(documents: Documents, superseding: Superseding): Promise<Update | undefined> {
  const { client, table, model } = documents
  const { event, by } = superseding
  const change = changeBy(model, event)
  if (!change) return undefined
  const generation = { model: model.name, name: superseding.generation }
  const Key = documentKey(generation, change.key)
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
  const next = by && partsAt(changeBy(model, by), change)
  const stale = Object.entries(change.parts).filter(([name, { sequence }]) => {
    const stored = Item?.[name]?.M
    const value = next?.[name] && toAttribute(next[name]).M?.value?.S
    return stored?.sequence?.N === String(sequence) && stored.value?.S !== value
  })
  if (!Item || stale.length === 0) return undefined
  const wanted = stale.map(([name]) => name).filter((name) => !next?.[name])
  const earlier = await earlierParts(documents, superseding, change, wanted)
  const partitions = new Set(model.indexes.map((index) => index.partitionKey))
  return {
    TableName: table,
    Key,
    ...expressionOf(
      stale.map(([name, old]) => ({ name, old, stored: Item[name]!, part: next?.[name] ?? earlier.get(name) })),
      (part) => indexAttributes(generation, part, partitions),
    ),
  }
}

/** Nothing for an event that the read model cannot take: then nothing of it can be in a document. */
function changeBy(model: ReadModel, event: EventEnvelope): DocumentChange | undefined {
  const known = catalogOf(model.events)
  try {
    return known.has(event.event_type) ? model.changeOf(decodeEvent(known, event)) : undefined
  } catch {
    return undefined
  }
}

const partsAt = (change: DocumentChange | undefined, { key }: DocumentChange) =>
  change?.key.id === key.id && change.key.entry === key.entry ? change.parts : undefined

/** The parts as the events before it leave them. */
async function earlierParts(
  { model, storage }: Documents,
  { event, corrections, waiting }: Superseding,
  change: DocumentChange,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Part>> {
  const found = new Map<string, Part>()
  for (let after = event.sequence, more = true; more && found.size < wanted.length; ) {
    const query = { after, direction: 'backward', limit: 100 } as const
    const page = await storage.readStream(streamKey(event.aggregate_type, event.aggregate_id), query)
    for (const stored of page.events) {
      const taken = corrected(corrections, stored)
      if (!taken || waiting?.has(taken.event_id)) continue
      const parts = partsAt(changeBy(model, taken), change)
      for (const name of wanted) if (parts?.[name] && !found.has(name)) found.set(name, parts[name])
    }
    after = page.events.at(-1)?.sequence ?? 0
    more = page.more
  }
  return found
}

interface Replaced {
  readonly name: string
  readonly old: Part
  readonly stored: AttributeValue
  readonly part: Part | undefined
}

function expressionOf(parts: readonly Replaced[], indexed: (part: Part) => Record<string, AttributeValue>) {
  const names: Record<string, string> = {}
  const values: Record<string, AttributeValue> = {}
  const alias = (name: string): string => {
    const known = Object.keys(names).find((one) => names[one] === name) ?? `#a${Object.keys(names).length}`
    names[known] = name
    return known
  }
  const value = (attribute: AttributeValue): string => {
    const name = `:v${Object.keys(values).length}`
    values[name] = attribute
    return name
  }
  const set = new Map<string, AttributeValue>()
  for (const { name, part } of parts) {
    if (!part) continue
    set.set(name, toAttribute(part))
    for (const [attribute, one] of Object.entries(indexed(part))) set.set(attribute, one)
  }
  const touched = parts.flatMap(({ name, old }) => [name, ...Object.keys(old.indexed ?? {})])
  const removed = [...new Set(touched)].filter((name) => !set.has(name))
  const ConditionExpression = parts.map(({ name, stored }) => `${alias(name)} = ${value(stored)}`).join(' AND ')
  const UpdateExpression = [
    ...(set.size > 0 ? [`SET ${[...set].map(([name, one]) => `${alias(name)} = ${value(one)}`).join(', ')}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.map(alias).join(', ')}`] : []),
  ].join(' ')
  return {
    UpdateExpression,
    ConditionExpression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }
}
