import { createHash } from 'node:crypto'
import type * as z from 'zod/mini'
import { capturedBy } from './captured.ts'
import { WHERE } from './code-checks.ts'
import { onOneLine } from './tokens.ts'

/** A schema that no JSON Schema describes, whatever is kept beside it. */
export class Indescribable extends Error {
  override readonly name = 'Indescribable'
}

/** Values that checks read from around them, through however many functions. More is a library, whose text would say nothing. */
const MOST_VALUES = 100

/** Beyond so many characters, a hash stands for the values of a check. */
const LONGEST = 400

/**
 * A check as it stands in the source, on one line; in a second line the values that it reads from around it, if there are any.
 * @param longest beyond so many characters, a hash stands for the values
 * @throws {Indescribable} for a function without a source, e.g. a bound one, and for values that have no text.
 */
export function functionText(fn: unknown, schemaText: SchemaText, longest = LONGEST): string {
  const source = sourceOf(fn)
  const values = capturedText(fn as Code, { seen: new Set(), schemaText })
  if (values === '') return source
  return `${source}${WHERE}${values.length > longest ? `sha256-${hashOf(values)}` : values}`
}

/** All that a schema checks, as text. */
export type SchemaText = (schema: z.ZodMiniType) => string

export type Code = (...given: never[]) => unknown

interface Reading {
  /** Functions whose values are being read, or were. */
  readonly seen: Set<unknown>
  readonly schemaText: SchemaText
}

function capturedText(fn: Code, reading: Reading): string {
  const { seen } = reading
  seen.add(fn)
  if (seen.size > MOST_VALUES) throw new Indescribable('a check reads more from around it than could be compared')
  return [...capturedBy(fn)]
    .filter(([, value]) => value !== fn)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name} = ${valueText(name, value, reading)}`)
    .join(', ')
}

function valueText(name: string, value: unknown, reading: Reading): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') {
    if (reading.seen.has(value)) return 'as above'
    if (/^class\b/.test(String(value))) {
      throw new Indescribable(
        `a check reads the class "${name}" from around it, whose fields have no text: give it plain values`,
      )
    }
    const inner = capturedText(value as Code, reading)
    return `${sourceOf(value)}${inner && ` (${inner})`}`
  }
  if (isSchema(value)) return reading.schemaText(value)
  if (value instanceof RegExp) return String(value)
  if (value instanceof Set || value instanceof Map) return valueText(name, [...value], reading)
  if (Array.isArray(value)) return `[${value.map((part) => valueText(name, part, reading)).join(', ')}]`
  if (isPlainObject(value)) {
    const members = Object.entries(value).map(([key, part]) => `${key}: ${valueText(`${name}.${key}`, part, reading)}`)
    return `{${members.join(', ')}}`
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value)
  throw new Indescribable(
    `a check reads "${name}" from around it, which has no text that could be compared: give it plain values`,
  )
}

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value))

/** Source text of a function, without line breaks. @throws {Indescribable} for a function without a source, e.g. a bound one. */
export function sourceOf(fn: unknown): string {
  const source = onOneLine(String(fn))
  if (typeof fn === 'function' && !source.includes('[native code]')) return source
  throw new Indescribable('a check has no source that could be compared: write it as a function of its own')
}

/** Text of a value that a check was given. @throws {Indescribable} */
export function textOf(value: unknown, schemaText: SchemaText): string {
  if (typeof value === 'function') return functionText(value, schemaText)
  if (value instanceof RegExp) return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  return JSON.stringify(value, (_, part: unknown) => {
    if (isSchema(part)) return schemaText(part)
    return typeof part === 'function' || part instanceof RegExp ? textOf(part, schemaText) : part
  })
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

const isSchema = (value: unknown): value is z.ZodMiniType =>
  typeof value === 'object' && value !== null && '_zod' in value
