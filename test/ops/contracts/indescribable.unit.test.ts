import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { NotRepresentable, schemasOf } from '../../../ops/contracts/schema/schemas-of.ts'

const bound = ((least: number, value: string) => value.length >= least).bind(undefined, 3)

describe('a schema of which zod accepts other values than its JSON Schema says is refused at once', () => {
  it.each<readonly [string, z.ZodMiniType, RegExp]>([
    ['two schemas in a row', z.pipe(z.string(), z.string().check(z.minLength(5))), /turned into another one/],
    ['a codec', z.stringbool(), /turned into another one/],
    ['a transform', z.pipe(z.string(), z.transform(Number)), /Transforms cannot be/],
    ['a date', z.date(), /Date cannot be represented/],
    ['exactly one of two', z.xor([z.int(), z.number()]), /discriminated union/],
    ['a tuple of a limited length', z.tuple([z.string(), z.string()]).check(z.minLength(1)), /as long as its elements/],
    ['a list with holes', z.array(z.optional(z.string())), /becomes null/],
    ['keys that are limited as numbers', z.record(z.number().check(z.gte(5)), z.string()), /keys are texts/],
    ['a default that is refused', z._default(z.string().check(z.minLength(3)), ''), /the default is not one/],
    ['a text that includes another at a place', z.string().check(z.includes('a', { position: 3 })), /another place/],
    ['a text that is trimmed after it was checked', z.string().check(z.minLength(1), z.trim()), /change it first/],
    ['a text that grows', z.string().check(z.overwrite((text) => `${text}!`)), /each time it is read/],
    ['a check without a source', z.string().check(z.refine(bound)), /no source that could be compared/],
  ])('%s', (_, schema, message) => {
    expect(() => schemasOf('thing.made version 1', z.object({ it: schema }))).toThrow(NotRepresentable)
    expect(() => schemasOf('thing.made version 1', z.object({ it: schema }))).toThrow(message)
  })
})
