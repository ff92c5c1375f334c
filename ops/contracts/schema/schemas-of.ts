import * as z from 'zod/mini'
import type { JsonSchema } from './json-schema.ts'

/** Both sides of one schema. */
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

/**
 * The JSON Schemas of a zod schema.
 * @throws {NotRepresentable} for transforms, dates, big integers and the like: events are plain JSON.
 */
export function schemasOf(name: string, schema: z.ZodMiniType): ContractSchemas {
  try {
    return { writer: toSchema(schema, 'output'), reader: toSchema(schema, 'input') }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new NotRepresentable(
      `${name}: ${reason}. Events and commands are plain JSON; use the JSON form of this value.`,
    )
  }
}

function toSchema(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => {
      const checks = codeChecks(zodSchema)
      if (checks.length > 0) (jsonSchema as Record<string, unknown>)['x-code-checks'] = checks
    },
  })
  return json as JsonSchema
}

interface Check {
  readonly _zod: { readonly def: { readonly check: string; readonly fn?: unknown; readonly tx?: unknown } }
}

/** `refine`, `trim` and the like: zod leaves them out of a JSON Schema without a word, and they do narrow what is accepted. */
function codeChecks(schema: z.core.$ZodType): string[] {
  const { checks = [] } = schema._zod.def as { readonly checks?: readonly Check[] }
  return checks.flatMap(({ _zod: { def } }) =>
    def.check === 'custom' || def.check === 'overwrite'
      ? [`${def.check}: ${String(def.fn ?? def.tx).replaceAll(/\s+/g, ' ')}`]
      : [],
  )
}
