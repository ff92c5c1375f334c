import { z } from 'zod'
import type { Problem } from '../problem.ts'
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
  const [problem] = problemsOf(result.error, input, code)
  throw new ServiceError(problem?.code ?? code, problem?.message ?? '')
}

/** Throws the first problem, as the service's API answers it. */
export function refuse(problems: Iterable<Problem>): void {
  for (const { code, message } of problems) throw new ServiceError(code, message)
}

/** All that keeps an input from being of its schema. */
export function inputProblems(schema: z.ZodType, input: unknown, code = 'ValidationException'): Problem[] {
  // Once for each resource of a template: compiling a parser would not pay.
  const { error } = schema.safeParse(input, { jitless: true })
  return error ? problemsOf(error, input, code) : []
}

const problemsOf = ({ issues }: z.ZodError, input: unknown, code: string): Problem[] =>
  issues.map((issue) => problemOf(issue, input, code))

function problemOf(issue: z.core.$ZodIssue, input: unknown, code: string): Problem {
  const { path } = issue
  const place = path.map((step) => (typeof step === 'number' ? `${step + 1}.member` : lowerFirst(step))).join('.')
  const given = path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown>)?.[step], input)
  const isMissing = given === undefined || given === null
  if (issue.code === 'invalid_type' && !isMissing) {
    const message = `The value at '${place}' is of the wrong type: expected ${issue.expected}.`
    return { path, code: 'SerializationException', message }
  }
  const constraint = isMissing ? 'Member must not be null' : issue.message
  const message = `1 validation error detected: Value at '${place}' failed to satisfy constraint: ${constraint}`
  return { path, code, message }
}

const lowerFirst = (step: PropertyKey) => String(step).replace(/^./, (first) => first.toLowerCase())
