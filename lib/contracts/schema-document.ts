import * as z from 'zod/mini'
import type { EventDefinition } from '../../events/define-event.ts'
import { typedEnvelope } from '../../events/typed-envelope.ts'

/** One schema as the registry takes it. Source: `CreateSchemaInput`, https://docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname.html */
const LONGEST_CONTENT = 100_000
const LONGEST_DESCRIPTION = 256

/** The registry's document for one version of an event type. */
export interface SchemaDocument {
  /** `source@type-v1`: the form in which EventBridge names the schemas that it discovers, and our version. */
  readonly name: string
  readonly description: string
  /** JSON Schema draft 4 of the whole EventBridge event, at most 100,000 characters. */
  readonly content: string
}

/**
 * One document for each version of each event type that this pipeline produces. Other teams publish the schemas of their own events.
 * @throws {Error} naming the version whose schema is longer than the registry allows.
 */
export const schemaDocuments = (events: readonly EventDefinition[]): SchemaDocument[] =>
  events.filter(({ fromCloudEvent }) => !fromCloudEvent).flatMap(documentsOf)

function documentsOf(event: EventDefinition): SchemaDocument[] {
  const { type, producer, meaning, versions } = event
  return versions.map(({ version, schema }) => {
    const content = JSON.stringify(eventSchema(event, version, schema))
    if (content.length > LONGEST_CONTENT) {
      throw new Error(
        `The schema of ${type} version ${version} has ${content.length} characters; the schema registry of EventBridge takes ${LONGEST_CONTENT}. Make its data simpler, or deploy with schemaRegistry=none.`,
      )
    }
    return {
      name: `${producer}@${type}-v${version}`,
      description: shorten(`${type} version ${version}: ${meaning}`),
      content,
    }
  })
}

const text = { type: 'string' } as const

/** The whole EventBridge event, as rules and targets receive it. The keys that begin with x-amazon are those that EventBridge itself writes. */
function eventSchema(event: EventDefinition, version: number, data: z.ZodMiniType): object {
  const { type, producer, meaning } = event
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: `${type} version ${version}`,
    description: meaning,
    'x-amazon-events-detail-type': type,
    'x-amazon-events-source': producer,
    type: 'object',
    required: ['detail-type', 'resources', 'id', 'source', 'time', 'detail', 'region', 'version', 'account'],
    properties: {
      version: text,
      id: text,
      'detail-type': { type: 'string', enum: [type] },
      source: { type: 'string', enum: [producer] },
      account: text,
      time: { type: 'string', format: 'date-time' },
      region: text,
      resources: { type: 'array', items: text },
      detail: draft4Of(typedEnvelope(event, version, data)),
    },
  }
}

/** The tolerant schema for readers, so that a field which is added later does not break consumers that validate. */
export function draft4Of(schema: z.ZodMiniType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'draft-04', io: 'input' })
  return json
}

const shorten = (description: string): string =>
  description.length <= LONGEST_DESCRIPTION ? description : `${description.slice(0, LONGEST_DESCRIPTION - 1)}…`
