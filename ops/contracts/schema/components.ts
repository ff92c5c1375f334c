import * as z from 'zod/mini'
import { currencyCode } from '../../../events/fields.ts'
import * as ids from '../../../events/ids.ts'
import { assertWithoutFlags } from './flagged.ts'
import type { JsonSchema } from './json-schema.ts'

type Registry = ReturnType<typeof registryOf>

/** Schemas that stand once in a document, and everywhere else by reference. */
export interface Components {
  /** The JSON Schema of a schema: a reference, if it has a name. */
  readonly schemaOf: (schema: z.ZodMiniType) => JsonSchema
  /** Every named schema that was referred to so far, by name. */
  readonly all: () => Readonly<Record<string, JsonSchema>>
}

/** Fields that many messages and requests have: every id under its name, `OrderId` for `orderId`. */
const shared = {
  CurrencyCode: currencyCode,
  ...Object.fromEntries(Object.entries(ids).map(([name, schema]) => [name[0]?.toUpperCase() + name.slice(1), schema])),
}

/**
 * @param named schemas by name. One schema may come under one name several times, but two schemas need two names.
 * @throws {Error} for a name that two schemas claim.
 */
export function componentsOf(named: readonly Readonly<Record<string, z.ZodMiniType>>[]): Components {
  const registry = registryOf([shared, ...named])
  const used = new Map<string, JsonSchema>()
  return {
    schemaOf: (schema) => {
      // Inside of another one, so that a named schema comes out as a reference, too.
      const { properties = {}, $defs = {} } = jsonOf(z.object({ it: schema }), registry)
      for (const [name, definition] of Object.entries($defs)) used.set(name, withReferences(definition))
      return withReferences(properties.it ?? {})
    },
    all: () => Object.fromEntries([...used].sort(([left], [right]) => (left < right ? -1 : 1))),
  }
}

function registryOf(groups: readonly Readonly<Record<string, z.ZodMiniType>>[]) {
  const registry = z.registry<{ id: string }>()
  const known = new Map<string, z.ZodMiniType>()
  for (const [id, schema] of groups.flatMap((group) => Object.entries(group))) {
    const other = known.get(id)
    if (other && other !== schema) throw new Error(`Two schemas are called ${id}; give one of them another name.`)
    known.set(id, schema)
    if (!other) registry.add(schema, { id })
  }
  return registry
}

/** The schema as a reader sees it: objects are open, because fields may be added at any time. */
function jsonOf(schema: z.ZodMiniType, registry: Registry): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    metadata: registry as never,
    override: ({ zodSchema, jsonSchema }) => {
      assertWithoutFlags(zodSchema)
      // Zod writes a format as a pattern of several hundred characters besides.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  })
  return json as JsonSchema
}

const withReferences = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema
