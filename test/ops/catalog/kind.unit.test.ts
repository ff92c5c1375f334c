import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { fieldsOf } from '../../../ops/catalog/fields.ts'
import { kindOf } from '../../../ops/catalog/kind.ts'
import { schemasOf } from '../../../ops/contracts/schema/schemas-of.ts'

const kind = (schema: z.ZodMiniType): string =>
  kindOf(schemasOf('a field', z.object({ it: schema })).reader.properties!.it!)

const letters = (last: string) => z.enum([...'abcdefghi', last])

describe('what the catalog says of the values of a field', () => {
  it.each([
    ['text', z.string()],
    ['text, at most 128 characters, ^ord_', z.string().check(z.regex(/^ord_/), z.maxLength(128))],
    ['email, at most 254 characters', z.email().check(z.maxLength(254))],
    ['whole number, > 0, <= 100', z.int().check(z.positive(), z.maximum(100))],
    ['whole number', z.int()],
    ['number, >= 0, a multiple of 0.5', z.number().check(z.nonnegative(), z.multipleOf(0.5))],
    ['on|off', z.enum(['on', 'off'])],
    ['list of text, 1 to 3 entries', z.array(z.string()).check(z.minLength(1), z.maxLength(3))],
    ['text | whole number', z.union([z.string(), z.int()])],
    ['"fixed"', z.literal('fixed')],
    ['text, default "EUR"', z._default(z.string(), 'EUR')],
    ['record of whole number', z.record(z.string(), z.int())],
    ['record of text by text, at most 3 characters', z.record(z.string().check(z.maxLength(3)), z.string())],
    ['tuple of (text; whole number), 2 to 2 entries', z.tuple([z.string(), z.int()])],
    ['closed object', z.strictObject({ a: z.string() })],
    ['open object', z.looseObject({ a: z.string() })],
  ])('%s', (expected, schema) => {
    expect(kind(schema)).toBe(expected)
  })

  it.each([
    ['a value of a long list', letters('x'), letters('y')],
    ['the length of a long list', letters('x'), z.enum([...'abcdefghi'])],
    [
      'a long pattern',
      z.string().check(z.regex(/^(a|b){40}(c|d){40}(e|f){40}(g|h)$/)),
      z.string().check(z.regex(/^(a|b){40}(c|d){40}(e|f){40}(g|i)$/)),
    ],
    ['a bound', z.int().check(z.maximum(9)), z.int().check(z.maximum(10))],
    ['a length', z.string().check(z.maxLength(9)), z.string().check(z.maxLength(10))],
    [
      'the second of two patterns',
      z.string().check(z.regex(/^a/), z.regex(/b$/)),
      z.string().check(z.regex(/^a/), z.regex(/c$/)),
    ],
    ['a pattern', z.string().check(z.regex(/^a/)), z.string().check(z.regex(/^b/))],
    [
      'a check in code',
      z.string().check(z.refine((text) => text !== 'a')),
      z.string().check(z.refine((text) => text !== 'b')),
    ],
    ['the entries of a list', z.array(z.string().check(z.maxLength(9))), z.array(z.string())],
  ])('tells apart schemas that differ in %s', (_, before, after) => {
    expect(kind(before)).not.toBe(kind(after))
  })
})

describe('the fields of a schema', () => {
  const fields = (schema: z.ZodMiniType) => fieldsOf(schemasOf('data', schema).reader)

  it('are found in records, tuples, and schemas that contain themselves', () => {
    const node = z.object({
      leaf: z.string(),
      get more() {
        return z.optional(z.array(node))
      },
    })
    const all = fields(
      z.object({
        r: z.record(z.string(), z.object({ a: z.int() })),
        t: z.tuple([z.object({ b: z.string() })]),
        n: node as z.ZodMiniType,
      }),
    )
    expect(all).toMatchObject({ 'r{}.a': 'whole number', 't[0].b': 'text', 'n.leaf': 'text' })
  })

  it('have the values of every variant that has them', () => {
    const shape = (unit: z.ZodMiniType) =>
      z.object({
        it: z.union([z.object({ kind: z.literal('a'), unit }), z.object({ kind: z.literal('b'), unit: z.string() })]),
      })
    expect(fields(shape(z.int()))['it.unit']).toBe('whole number | text')
    expect(fields(shape(z.boolean()))['it.unit']).toBe('boolean | text')
  })
})
