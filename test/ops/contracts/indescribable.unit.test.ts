import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { NotRepresentable, schemasOf } from '../../../ops/contracts/schema/schemas-of.ts'

const bound = ((least: number, value: string) => value.length >= least).bind(undefined, 3)

class Counter {
  #count = 0
  accepts = (value: string): boolean => value.length > this.#count++
}
const counter = new Counter()

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
    [
      'a default that is refused where it is parsed first, within a list, too',
      z.array(z.object({ name: z.prefault(z.string().check(z.minLength(3)), 'x') })),
      /the default is not one/,
    ],
    [
      'a pattern that ignores case',
      z.string().check(z.regex(/^a$/i)),
      /no word for the flags of the pattern \/\^a\$\/i/,
    ],
    ['a pattern of code points', z.string().check(z.regex(/^.$/u)), /no word for the flags/],
    ['a text that includes another at a place', z.string().check(z.includes('a', { position: 3 })), /another place/],
    ['a text that is trimmed after it was checked', z.string().check(z.minLength(1), z.trim()), /change it first/],
    ['a text that grows', z.string().check(z.overwrite((text) => `${text}!`)), /each time it is read/],
    [
      'a stand-in for what is refused that would be refused itself',
      z.catch(z.string().check(z.minLength(3)), ''),
      /what stands in for a value that is refused is not one/,
    ],
    [
      'a stand-in that is made of what was refused',
      z.catch(z.string(), ({ error }) => error.issues[0]!.message),
      /Dynamic catch values are not supported/,
    ],
    ['a promise', z.promise(z.string()), /z\.promise is not plain JSON/],
    ['whether something is accepted', z.success(z.string()), /z\.success is not plain JSON/],
    ['a file', z.file(), /z\.file is not plain JSON/],
    [
      'a check that reads what has no text',
      z.string().check(z.refine((value) => counter.accepts(value))),
      /a check reads "counter" from around it/,
    ],
    ['a check without a source', z.string().check(z.refine(bound)), /no source that could be compared/],
  ])('%s', (_, schema, message) => {
    expect(() => schemasOf('thing.made version 1', z.object({ it: schema }))).toThrow(NotRepresentable)
    expect(() => schemasOf('thing.made version 1', z.object({ it: schema }))).toThrow(message)
  })
})
