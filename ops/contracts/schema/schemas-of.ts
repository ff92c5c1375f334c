import * as z from 'zod/mini'
import type { JsonSchema } from './json-schema.ts'
import { mayBeAbsent, unsaidChecks } from './unsaid.ts'
import { withoutFlagged } from './without-flagged.ts'

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

interface Written {
  'x-code-checks'?: readonly string[]
  required?: string[]
  pattern?: string
  allOf?: { readonly pattern?: string }[]
}

function toSchema(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => {
      const written = jsonSchema as Written
      // A wrapper, such as `optional`, has the checks of what it wraps already.
      const checks = new Set([...(written['x-code-checks'] ?? []), ...unsaidChecks(zodSchema)])
      if (checks.size > 0) written['x-code-checks'] = [...checks]
      if (io === 'output') leaveOutAbsent(zodSchema, written)
      withoutFlagged(zodSchema, written)
    },
  })
  return json as JsonSchema
}

/** A record with all keys of an enum has them all by zod's word, also those whose value is undefined and not in the JSON text. */
function leaveOutAbsent(schema: z.core.$ZodType, written: Written): void {
  const definition = schema._zod.def as z.core.$ZodRecordDef
  if (definition.type === 'record' && mayBeAbsent(definition.valueType)) delete written.required
}
