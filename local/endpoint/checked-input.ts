import { z } from 'zod'
import { ServiceError } from './service-error.ts'

/** A text within AWS's bounds; `pattern` is that of its API reference. */
export function bounded(min: number, max: number, pattern?: RegExp) {
  const text = z
    .string()
    .min(min, `Member must have length greater than or equal to ${min}`)
    .max(max, `Member must have length less than or equal to ${max}`)
  return pattern ? text.regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`) : text
}

export function wholeBetween(min: number, max: number) {
  return z
    .int()
    .min(min, `Member must have value greater than or equal to ${min}`)
    .max(max, `Member must have value less than or equal to ${max}`)
}

export function oneOf<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return z.enum(values, `Member must satisfy enum value set: [${values.join(', ')}]`)
}

/** AWS leaves out what is null. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => value ?? undefined, schema.optional())

/**
 * The input, once it is of its schema. Throws as AWS's services do: SerializationException for a member of the wrong
 * type, `code` (default ValidationException) for one that is missing or out of bounds.
 */
export function checkInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  code = 'ValidationException',
): z.infer<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue?.path
    .map((step) => (typeof step === 'number' ? `${step + 1}.member` : lowerFirst(step)))
    .join('.')
  const given = issue?.path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown>)?.[step], input)
  const isMissing = given === undefined || given === null
  if (issue?.code === 'invalid_type' && !isMissing) {
    throw new ServiceError(
      'SerializationException',
      `The value at '${place}' is of the wrong type: expected ${issue.expected}.`,
    )
  }
  const constraint = isMissing ? 'Member must not be null' : issue?.message
  throw new ServiceError(
    code,
    `1 validation error detected: Value at '${place}' failed to satisfy constraint: ${constraint}`,
  )
}

const lowerFirst = (step: PropertyKey) => String(step).replace(/^./, (first) => first.toLowerCase())
