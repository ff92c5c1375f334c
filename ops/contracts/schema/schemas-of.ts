import * as z from 'zod/mini'
import { assertWithoutFlags } from './flagged.ts'
import { CATCHES, canonicalJson, type JsonSchema } from './json-schema.ts'
import { mayBeAbsent, unsaidChecks } from './unsaid.ts'

/** The two JSON Schemas of one zod schema: of what may be written, and of what is accepted when it is read. */
export interface ContractSchemas {
  /** What may be written: closed, so a field that is not listed is never there. */
  readonly writer: JsonSchema
  /** What is accepted when read: open, so fields that are not listed are tolerated. */
  readonly reader: JsonSchema
}

/** A schema that cannot be written down as JSON Schema, so that nobody could compare it with the next one. */
export class NotRepresentable extends Error {
  override readonly name = 'NotRepresentable'
}

/** The envelopes are a part of every catalog, and a page asks for the same events again and again: nobody changes a zod schema. */
const known = new WeakMap<z.ZodMiniType, ContractSchemas>()

/**
 * The JSON Schemas of a zod schema, derived once for each.
 * @throws {NotRepresentable} for transforms, dates, big integers and the like: events are plain JSON.
 */
export function schemasOf(name: string, schema: z.ZodMiniType): ContractSchemas {
  const before = known.get(schema)
  if (before) return before
  try {
    const schemas = { writer: toSchema(schema, 'output'), reader: toSchema(schema, 'input') }
    known.set(schema, schemas)
    return schemas
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new NotRepresentable(
      `${name}: ${reason}. Events and commands are plain JSON; use the JSON form of this value.`,
    )
  }
}

interface Written {
  'x-code-checks'?: readonly string[]
  required?: string[]
  [CATCHES]?: true
}

function toSchema(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    // What is written beside a schema with z.meta, e.g. a format for OpenAPI, checks nothing.
    metadata: z.registry(),
    override: ({ zodSchema, jsonSchema }) => {
      assertWithoutFlags(zodSchema)
      const written = jsonSchema as Written
      // A wrapper, such as `optional`, has the checks of what it wraps already.
      const checks = new Set([...(written['x-code-checks'] ?? []), ...unsaidChecks(zodSchema, textOfSchema)])
      if (checks.size > 0) written['x-code-checks'] = [...checks]
      if (io === 'output') leaveOutAbsent(zodSchema, written)
      // It takes whatever there is, which JSON Schema has no word for.
      else if (zodSchema._zod.def.type === 'catch') written[CATCHES] = true
    },
  })
  return json as JsonSchema
}

/** All that a schema accepts when it is read, as text. */
export const readerText = (schema: z.ZodMiniType): string => textOfSchema(schema)

/** Schemas whose text is being made: a check may hold values against the very schema that it is a check of. */
const underWay = new Set<unknown>()

/** Text that stands for a schema that a check in code holds values against: it tells all that the schema accepts. */
function textOfSchema(schema: z.ZodMiniType): string {
  if (underWay.has(schema)) return 'itself'
  underWay.add(schema)
  try {
    return canonicalJson(toSchema(schema, 'input'))
  } finally {
    underWay.delete(schema)
  }
}

/** A record with all keys of an enum has them all by zod's word, also those whose value is undefined and not in the JSON text. */
function leaveOutAbsent(schema: z.core.$ZodType, written: Written): void {
  const definition = schema._zod.def as z.core.$ZodRecordDef
  if (definition.type === 'record' && mayBeAbsent(definition.valueType)) delete written.required
}
