import { z } from 'zod'

/** Property values as CloudFormation takes them: numbers and booleans may be written as strings. */

/** Known, accepted as it is, and without any effect in the local runtime. */
export const noEffect = z.unknown().optional()

export const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)])

export const count = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'expected a number')
    .transform(Number),
])

export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])

export const list = z.array(text)

/** A JSON document: an object, or the text of one. */
export const document = z.union([
  z.record(z.string(), z.unknown()),
  z.string().transform((value, context) => {
    try {
      return JSON.parse(value) as Record<string, unknown>
    } catch {
      context.issues.push({ code: 'custom', message: 'expected a JSON document', input: value })
      return z.NEVER
    }
  }),
])

/** The entries that are there, as SQS and SNS take attributes: all text. */
export function attributesOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
    ),
  )
}

/** Without the entries whose value is undefined. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}
