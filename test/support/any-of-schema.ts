import * as fc from 'fast-check'
import * as z from 'zod/mini'
import type { JsonSchema } from '../../ops/contracts/schema/json-schema.ts'
import { schemasOf } from '../../ops/contracts/schema/schemas-of.ts'

export const accepted = (schema: z.ZodMiniType, value: unknown): boolean => z.safeParse(schema, value).success

/** Values that a schema of ours allows to be written: made by its JSON Schema, and those kept that zod takes. */
export const anyOf = (schema: z.ZodMiniType): fc.Arbitrary<unknown> =>
  fromJsonSchema(schemasOf('any', schema).writer).filter((value) => accepted(schema, value))

/** @throws {Error} for a keyword that no event uses yet. */
function fromJsonSchema(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return fc.oneof(...variants.map(fromJsonSchema))
  switch (schema.type) {
    case 'string':
      return text(schema)
    case 'integer':
      return fc.integer({ min: Math.ceil(lowest(schema, -1e9)), max: Math.floor(highest(schema, 1e9)) })
    case 'number':
      return fc
        .integer({ min: Math.ceil(lowest(schema, -1e6) * 100), max: Math.floor(highest(schema, 1e6) * 100) })
        .map((hundredths) => hundredths / 100)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(typeof schema.items === 'object' ? fromJsonSchema(schema.items) : fc.jsonValue(), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      })
    case 'object':
      return object(schema)
    default:
      throw new Error(`Nobody has said how to make a value of ${JSON.stringify(schema)}.`)
  }
}

function text({ pattern, minLength = 0, maxLength = 40, format }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'email') return fc.emailAddress()
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40) })
}

function object({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, fromJsonSchema(field)]))
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) as never })
}

const lowest = ({ minimum, exclusiveMinimum }: JsonSchema, otherwise: number): number =>
  Math.max(minimum ?? otherwise, exclusiveMinimum === undefined ? otherwise : exclusiveMinimum + 0.01, otherwise)

const highest = ({ maximum, exclusiveMaximum }: JsonSchema, otherwise: number): number =>
  Math.min(maximum ?? otherwise, exclusiveMaximum === undefined ? otherwise : exclusiveMaximum - 0.01, otherwise)
