import * as z from 'zod/mini'
import { isKnownCheck } from '../schema/code-checks.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { isStatedByPattern } from './formats.ts'
import { unknownKeywords } from './keywords.ts'
import { type Located, variantsOf } from './resolve.ts'

/** The only values that a schema allows, or undefined when they are not listed. */
export function listedValues({ const: only, enum: values }: JsonSchema): readonly unknown[] | undefined {
  return only === undefined ? values : [only]
}

/**
 * Whether one listed value is accepted. Undefined: a listed object or array, which no schema of zod's has.
 * @param checked checks in code that the value is known to pass.
 */
export function accepts(value: unknown, reader: Located, checked: readonly string[] = []): boolean | undefined {
  const variants = variantsOf(reader)
  if (!variants || (typeof value === 'object' && value !== null)) return undefined
  return variants.some(({ schema }) => acceptsScalar(value, schema, checked))
}

function acceptsScalar(value: unknown, schema: JsonSchema, checked: readonly string[]): boolean {
  const values = listedValues(schema)
  if (values && !values.includes(value)) return false
  if (schema.not || schema['x-code-checks']?.some((check) => !isKnownCheck(check, checked))) return false
  // zod writes no other keyword that could refuse a scalar, so what is not understood refuses.
  if (unknownKeywords({}, schema).length > 0) return false
  if (schema.type !== undefined && !hasType(value, String(schema.type))) return false
  if (typeof value === 'number') return isWithin(value, schema)
  if (typeof value === 'string') return isText(value, schema)
  return true
}

const hasType = (value: unknown, type: string): boolean =>
  value === null
    ? type === 'null'
    : type === 'integer'
      ? Number.isInteger(value)
      : type === typeof value && type !== 'object'

const isWithin = (value: number, schema: JsonSchema): boolean =>
  value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) &&
  value <= (schema.maximum ?? Number.POSITIVE_INFINITY) &&
  value > (schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY) &&
  value < (schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY) &&
  (schema.multipleOf === undefined || isMultipleOf(value, schema.multipleOf))

function isText(value: string, schema: JsonSchema): boolean {
  const patterns = [schema.pattern, ...(schema.allOf ?? []).map(({ pattern }) => pattern)]
  return (
    value.length >= (schema.minLength ?? 0) &&
    value.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) &&
    // Without flags, as zod runs it: a schema of one with flags is refused.
    patterns.every((pattern) => pattern === undefined || new RegExp(pattern).test(value)) &&
    (schema.format === undefined || isStatedByPattern(schema))
  )
}

/** Divides as zod does, which is exact for the decimals that schemas state. The remainder of floating point numbers is not. */
export const isMultipleOf = (value: number, step: number): boolean => z.core.util.floatSafeRemainder(value, step) === 0
