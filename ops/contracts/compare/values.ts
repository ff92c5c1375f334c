import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import { type Located, variantsOf } from './resolve.ts'

/** The only values that a schema allows, or undefined when they are not listed. */
export function listedValues({ const: only, enum: values }: JsonSchema): readonly unknown[] | undefined {
  return only === undefined ? values : [only]
}

/** Whether one listed value is accepted. Undefined: a listed object or array, which no schema of zod's has. */
export function accepts(value: unknown, reader: Located): boolean | undefined {
  const variants = variantsOf(reader)
  if (!variants || (typeof value === 'object' && value !== null)) return undefined
  return variants.some(({ schema }) => acceptsScalar(value, schema))
}

function acceptsScalar(value: unknown, schema: JsonSchema): boolean {
  const values = listedValues(schema)
  if (values && !values.some((known) => canonicalJson(known) === canonicalJson(value))) return false
  if (schema.not || schema['x-code-checks']) return false
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
    patterns.every((pattern) => pattern === undefined || new RegExp(pattern, 'u').test(value)) &&
    // A format without a pattern is a word that only the reader's own code understands.
    (schema.format === undefined || schema.pattern !== undefined)
  )
}

/** Exact for the decimals that schemas state, where the remainder of floating point numbers is not. */
export function isMultipleOf(value: number, step: number): boolean {
  const quotient = value / step
  return Math.abs(quotient - Math.round(quotient)) < 1e-9
}
