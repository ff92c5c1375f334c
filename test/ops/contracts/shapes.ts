import * as fc from 'fast-check'
import * as z from 'zod/mini'

/** A schema as data, so that a property test can change one place of it. */
export type Shape =
  | { readonly kind: 'text'; readonly min: number; readonly max: number }
  | { readonly kind: 'whole' | 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'nullable'; readonly of: Shape }
  | { readonly kind: 'list'; readonly of: Shape; readonly min: number; readonly max: number }
  | { readonly kind: 'record'; readonly of: Shape }
  | { readonly kind: 'object'; readonly fields: readonly Field[]; readonly isClosed: boolean }
  | {
      readonly kind: 'union'
      readonly variants: readonly { readonly tag: string; readonly fields: readonly Field[] }[]
    }

export interface Field {
  readonly name: string
  readonly isOptional: boolean
  readonly shape: Shape
}

const names = ['a', 'b', 'c', 'd'] as const
const bounds = (least: number, most: number) =>
  fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 0, max: 4 }))
    .map(([min, more]) => ({ min, max: min + more }))

export const { shape } = fc.letrec<{ shape: Shape; fields: readonly Field[] }>((tie) => ({
  fields: fc.uniqueArray(
    fc.record({ name: fc.constantFrom(...names), isOptional: fc.boolean(), shape: tie('shape') }),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
  shape: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    bounds(0, 3).map((of) => ({ kind: 'text' as const, ...of })),
    bounds(-3, 3).map((of) => ({ kind: 'whole' as const, ...of })),
    // A range of one whole number would make a number as good as a whole one.
    bounds(-3, 3).map(({ min, max }) => ({ kind: 'number' as const, min, max: max + 1 })),
    fc.subarray(['x', 'y', 'zz'], { minLength: 1 }).map((values) => ({ kind: 'enum' as const, values })),
    fc.constant({ kind: 'boolean' as const }),
    tie('shape').map((of) => ({ kind: 'nullable' as const, of })),
    fc.tuple(tie('shape'), bounds(0, 2)).map(([of, range]) => ({ kind: 'list' as const, of, ...range })),
    tie('shape').map((of) => ({ kind: 'record' as const, of })),
    fc.tuple(tie('fields'), fc.boolean()).map(([fields, isClosed]) => ({ kind: 'object' as const, fields, isClosed })),
    fc
      .uniqueArray(fc.record({ tag: fc.constantFrom('p', 'q', 'r'), fields: tie('fields') }), {
        selector: ({ tag }) => tag,
        minLength: 1,
      })
      .map((variants) => ({ kind: 'union' as const, variants })),
  ),
}))

export function toZod(of: Shape): z.ZodMiniType {
  switch (of.kind) {
    case 'text':
      return z.string().check(z.minLength(of.min), z.maxLength(of.max))
    case 'whole':
      return z.int().check(z.gte(of.min), z.lte(of.max))
    case 'number':
      return z.number().check(z.gte(of.min), z.lte(of.max))
    case 'enum':
      return z.enum(of.values)
    case 'boolean':
      return z.boolean()
    case 'nullable':
      return z.nullable(toZod(of.of))
    case 'list':
      return z.array(toZod(of.of)).check(z.minLength(of.min), z.maxLength(of.max))
    case 'record':
      return z.record(z.string(), toZod(of.of))
    case 'object':
      return of.isClosed ? z.strictObject(toFields(of.fields)) : z.object(toFields(of.fields))
    case 'union':
      return z.discriminatedUnion(
        'kind',
        of.variants.map(({ tag, fields }) => z.object({ kind: z.literal(tag), ...toFields(fields) })) as never,
      )
  }
}

const toFields = (fields: readonly Field[]) =>
  Object.fromEntries(
    fields.map(({ name, isOptional, shape: of }) => [name, isOptional ? z.optional(toZod(of)) : toZod(of)]),
  )

/** Values of the shape that stand at its edges: each place takes each of its extremes while the others keep one value. */
export function edges(of: Shape): unknown[] {
  switch (of.kind) {
    case 'text':
      return ['t'.repeat(of.min), 't'.repeat(of.max)]
    case 'whole':
      return [of.min, of.max]
    case 'number':
      return [of.min, of.max, ...(of.max > of.min ? [of.min + 0.5] : [])]
    case 'enum':
      return [...of.values]
    case 'boolean':
      return [true, false]
    case 'nullable':
      return [null, ...edges(of.of)]
    case 'list': {
      const elements = edges(of.of)
      const lists = [of.min, of.max].map((length) => Array.from({ length }, () => elements[0]))
      return of.max === 0
        ? lists
        : [
            ...lists,
            ...elements.map((element) => [element, ...Array.from({ length: Math.max(of.min, 1) - 1 }, () => element)]),
          ]
    }
    case 'record':
      return [{}, ...edges(of.of).flatMap((value) => [...names, 'other'].map((name) => ({ [name]: value })))]
    case 'object':
      return objects(of.fields, {})
    case 'union':
      return of.variants.flatMap(({ tag, fields }) => objects(fields, { kind: tag }))
  }
}

function objects(fields: readonly Field[], tag: object): unknown[] {
  const whole = Object.fromEntries(fields.map(({ name, shape: of }) => [name, edges(of)[0]]))
  const least = Object.fromEntries(
    Object.entries(whole).filter(([name]) => !fields.find((field) => field.name === name)?.isOptional),
  )
  const varied = fields.flatMap(({ name, shape: of }) => edges(of).map((value) => ({ ...whole, [name]: value })))
  return [whole, least, ...varied].map((value) => ({ ...tag, ...value }))
}

/** The shape with one place, chosen by `path`, replaced by another one. */
export function replaced(of: Shape, path: readonly number[], other: Shape): Shape {
  const [step, ...rest] = path
  if (step === undefined) return other
  const inFields = (fields: readonly Field[]): readonly Field[] =>
    fields.map((field, index) =>
      index === step % fields.length
        ? rest.length === 0 && step % 3 === 0
          ? { ...field, isOptional: !field.isOptional }
          : { ...field, shape: replaced(field.shape, rest, other) }
        : field,
    )
  switch (of.kind) {
    case 'nullable':
    case 'list':
    case 'record':
      return { ...of, of: replaced(of.of, rest, other) }
    case 'object':
      return of.fields.length === 0 ? other : { ...of, fields: inFields(of.fields) }
    case 'union':
      return {
        ...of,
        variants: of.variants.map((variant, index) =>
          index === step % of.variants.length ? { ...variant, fields: inFields(variant.fields) } : variant,
        ),
      }
    default:
      return other
  }
}
