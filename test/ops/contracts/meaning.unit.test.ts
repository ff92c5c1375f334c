import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineEvent, type EventDefinition } from '../../../events/define-event.ts'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import { checkContracts } from '../../../ops/contracts/gate/check.ts'
import { judgeContracts } from '../../../ops/contracts/gate/judge.ts'
import { describeBreakages } from '../../../ops/contracts/gate/report.ts'
import { NotRepresentable } from '../../../ops/contracts/schema/schemas-of.ts'
import { breakagesOf, described, made, releases, withChanges } from './kit.ts'

const of = (schema: z.ZodMiniType, example: unknown = {}) => made({ it: z.optional(schema) }, { it: example })
const field = (schema: z.ZodMiniType) => made({ it: schema }, { it: 'a' })
const found = (before: EventDefinition, after: EventDefinition) =>
  breakagesOf([after], releases([before])).map(([rule, , pointer]) => `${rule} ${pointer}`)

const both = z.object({ a: z.string(), b: z.string() })
const onlyA = z.object({ a: z.string() })
const onlyB = z.object({ b: z.string() })
const cents = z._default(z.string(), 'EUR')
const tagged = (...defaults: readonly string[]) =>
  z.discriminatedUnion(
    'kind',
    defaults.map((unit, at) => z.object({ kind: z.literal(at), unit: z._default(z.string(), unit) })) as never,
  ) as z.ZodMiniType
const tree = (leaf: z.ZodMiniType) => {
  const node = z.object({
    leaf,
    get more() {
      return z.optional(z.array(node))
    },
  })
  return node as z.ZodMiniType
}

describe('data that new code reads without an error, and as something else, breaks the contract', () => {
  it.each<readonly [string, EventDefinition, EventDefinition, readonly string[]]>([
    ['another default', field(cents), field(z._default(z.string(), 'USD')), ['DEFAULT_CHANGED /it']],
    ['a default that is gone', field(cents), field(z.optional(z.string())), ['DEFAULT_CHANGED /it']],
    [
      'another default that is parsed itself',
      field(z.prefault(z.string(), 'a')),
      field(z.prefault(z.string(), 'b')),
      ['DEFAULT_CHANGED /it'],
    ],
    [
      'another stand-in for what is refused',
      field(z.catch(z.string(), 'a')),
      field(z.catch(z.string(), 'b')),
      ['DEFAULT_CHANGED /it'],
    ],
    [
      'another default in a list',
      of(z.array(z.object({ it: cents })), []),
      of(z.array(z.object({ it: z._default(z.string(), '') })), []),
      ['DEFAULT_CHANGED /it/*/it'],
    ],
    [
      'another default in a record',
      of(z.record(z.string(), z.object({ it: cents }))),
      of(z.record(z.string(), z.object({ it: z._default(z.string(), '') }))),
      ['DEFAULT_CHANGED /it/*/it'],
    ],
    [
      'defaults that two variants have swapped',
      of(tagged('cm', 'kg'), { kind: 0 }),
      of(tagged('kg', 'cm'), { kind: 0 }),
      ['DEFAULT_CHANGED /it/unit', 'DEFAULT_CHANGED /it/unit'],
    ],
    [
      'another default in a schema that contains itself',
      of(tree(cents)),
      of(tree(z._default(z.string(), 'USD'))),
      ['DEFAULT_CHANGED /it/leaf'],
    ],
    [
      'another name for a field that a default fills',
      made({ fee: z._default(z.number(), 0) }, { fee: 3 }),
      made({ charge: z._default(z.number(), 0) }, { charge: 3 }),
      ['FIELD_DROPPED /fee'],
    ],
    [
      'another name for it in a list',
      of(z.array(z.object({ disc: cents })), []),
      of(z.array(z.object({ discount: cents })), []),
      ['FIELD_DROPPED /it/*/disc'],
    ],
    ['a field that a default fills taken out', made({ it: cents }, {}), made({}, {}), ['FIELD_DROPPED /it']],
    [
      'another place for it',
      made({ fee: z._default(z.number(), 0), costs: z._default(z.object({}), {}) }, {}),
      made({ costs: z._default(z.object({ fee: z._default(z.number(), 0) }), { fee: 0 }) }, {}),
      ['DEFAULT_CHANGED /costs', 'FIELD_DROPPED /fee'],
    ],
    [
      'another name for a field that may be absent',
      made({ coupon: z.optional(z.string()) }, {}),
      made({ voucher: z.optional(z.string()) }, {}),
      ['FIELD_DROPPED /coupon'],
    ],
    [
      'a required field taken out where only backward compatibility is asked for',
      made({ it: z.string() }, { it: '' }, { compatibility: 'backward' }),
      made({}, {}, { compatibility: 'backward' }),
      ['FIELD_DROPPED /it'],
    ],
    ['a record that becomes an object', of(z.record(z.string(), z.string())), of(z.object({})), ['KEYS_DROPPED /it/*']],
    [
      'an open object that drops what it does not list',
      of(z.looseObject({})),
      of(z.object({})),
      ['KEYS_DROPPED /it/*'],
    ],
    [
      'overlapping variants in another order',
      of(z.union([both, onlyA]), { a: '' }),
      of(z.union([onlyA, both]), { a: '' }),
      ['VARIANT_HIDDEN /it/b'],
    ],
    [
      'a variant put before one that it accepts, too',
      of(both, { a: '', b: '' }),
      of(z.union([onlyB, both]), { a: '', b: '' }),
      ['FIELD_MISSING /it/a', 'VARIANT_HIDDEN /it/a'],
    ],
    [
      'the same in a list',
      of(z.array(z.union([both, onlyA])), []),
      of(z.array(z.union([onlyA, both])), []),
      ['VARIANT_HIDDEN /it/*/b'],
    ],
    [
      'a variant that takes whatever it gets put first',
      field(z.union([z.string(), z.catch(z.int(), 0)])),
      field(z.union([z.catch(z.int(), 0), z.string()])),
      ['VARIANT_HIDDEN /it'],
    ],
    [
      'a variant that trims put first',
      field(z.union([z.string(), z.string().check(z.trim())])),
      field(z.union([z.string().check(z.trim()), z.string()])),
      ['VARIANT_HIDDEN /it'],
    ],
    [
      'a variant that takes whatever it gets, and is a union itself, put first',
      of(z.object({}), {}),
      of(z.union([z.catch(z.nullable(z.string()), null), z.object({})]), {}),
      ['TYPE_CHANGED /it', 'VARIANT_HIDDEN /it'],
    ],
  ])('%s', (_, before, after, rules) => {
    expect(found(before, after)).toEqual(rules)
    expect(found(before, before)).toEqual([])
    expect(found(after, after)).toEqual([])
  })

  it.each<readonly [string, EventDefinition, EventDefinition]>([
    ['a default where there was none', field(z.optional(z.string())), field(cents)],
    ['a new field with a default', made({}, {}), made({ it: cents }, {})],
    ['a field that may be absent and is gone', field(z.optional(z.string())), made({}, {})],
    ['one that is gone with all that it had', of(z.object({ fee: cents })), made({}, {})],
    [
      'one that is gone beside a new one of another schema',
      field(z.optional(z.string())),
      made({ other: z.optional(z.int()) }, {}),
    ],
    ['a required field that released code misses, which is told', field(z.string()), made({}, {})],
    [
      'variants of which no value is accepted by two, in another order',
      of(z.union([z.string(), both])),
      of(z.union([both, z.string()])),
    ],
    [
      'variants told apart by a field, in another order',
      of(tagged('cm'), { kind: 0 }),
      of(z.union([tagged('cm'), z.object({ kind: z.literal(9) })]), { kind: 0 }),
    ],
    ['a variant that is put last', of(both, { a: '', b: '' }), of(z.union([both, onlyA]), { a: '', b: '' })],
    [
      'a field fewer in a variant',
      of(z.union([both, z.object({ c: z.optional(z.string()) })]), { a: '', b: '' }),
      of(z.union([both, z.object({})]), { a: '', b: '' }),
    ],
    [
      'an object that becomes a record',
      of(z.object({ a: z.string() }), { a: '' }),
      of(z.record(z.string(), z.string()), { a: '' }),
    ],
  ])('but not %s', (_, before, after) => {
    const meaning = found(before, after).filter((one) =>
      /^(DEFAULT|KEYS_DROPPED|FIELD_DROPPED|VARIANT_HIDDEN|UPCAST)/.test(one),
    )
    expect(meaning).toEqual([])
  })

  it('counts from its release on, so that an exception is needed until then', () => {
    const [before, after] = [field(cents), field(z._default(z.string(), 'USD'))]
    const exception = {
      rule: 'DEFAULT_CHANGED',
      type: 'thing.made',
      version: 1,
      direction: 'backward' as const,
      pointer: '/it',
      reason: 'nobody ever left it out',
      expires: '2026-12-31',
    }
    const { breakages } = checkContracts(contractsOf([after], []), releases([before]))
    const exceptions = withChanges(breakages, [exception])
    const excused = judgeContracts(contractsOf([after], []), releases([before]), exceptions, '2026-11-26')
    expect(excused.breakages).toEqual([])
    expect(excused.unreleased).toMatchObject([{ type: 'thing.made' }])
    expect(breakagesOf([after], releases([before], [after]))).toEqual([])
  })

  it('does not count where a mode does not ask for backward compatibility', () => {
    const compatibility = 'forward' as const
    const before = made({ it: cents }, {}, { compatibility })
    const after = made({ it: z._default(z.string(), 'USD') }, {}, { compatibility })
    expect(breakagesOf([after], releases([before]))).toEqual([])
  })
})

// biome-ignore lint/complexity/noStaticOnlyClass: what is tried is a class.
class Rates {
  static euro = 2
}

const inCents = (factor: number) =>
  defineEvent({ ...described, schema: z.object({ amount: z.number() }), example: { amount: 2 } }).evolve({
    schema: z.object({ minor: z.number() }),
    example: { minor: 200 },
    upcast: ({ amount }) => ({ minor: amount * factor }),
  })

describe('an upcast that was released', () => {
  it('stays as it is: what it makes of the samples is compared, with the values that it reads from around it', () => {
    const [hundred, ten] = [inCents(100), inCents(10)]
    const released = releases([hundred])
    expect(released.find(({ version }) => version === 2)?.upcasts).toEqual([
      {
        released: '2026-01-01',
        from: 1,
        text: expect.stringContaining('factor = 100'),
        results: [{ version: 1, data: { amount: 2 }, becomes: { minor: 200 } }],
      },
    ])
    expect(breakagesOf([hundred], released)).toEqual([])
    expect(breakagesOf([ten], released)).toEqual([['UPCAST_CHANGED', 'backward', '', '2026-01-01']])
    const { breakages } = checkContracts(contractsOf([ten], []), released)
    expect(describeBreakages(breakages, () => ['things'])).toBe(
      `thing.made version 2 breaks its contract:

  UPCAST_CHANGED
    new code accepts what is stored or on its way, but reads another value from it (backward):
      the upcast makes something else of version 1, for example of {"amount":2}
    was, released on 2026-01-01: {"minor":200}
    is now: {"minor":20}
    read by: things

  Safe order of deployment: none: until all of them are deployed, and what they made of old data is rebuilt, some read it in one way and some in the other.
  To mend it: put the old upcast back: it is history, as the values are that it reads. What new events shall state belongs in a new version. If it is meant: an entry in contracts/exceptions.json, with the reason, until it is released.`,
    )
  })

  it('counts as another one if it is written in another way, because nobody knows what it makes of other data', () => {
    const base = defineEvent({ ...described, schema: z.object({ amount: z.number() }), example: { amount: 2 } })
    const next = { schema: z.object({ minor: z.number() }), example: { minor: 200 } }
    const before = base.evolve({ ...next, upcast: ({ amount }) => ({ minor: amount * 100 }) })
    const after = base.evolve({ ...next, upcast: ({ amount }) => ({ minor: amount < 0 ? 0 : amount * 100 }) })
    expect(breakagesOf([after], releases([before]))).toEqual([['UPCAST_CHANGED', 'backward', '', '2026-01-01']])
    expect(breakagesOf([after], releases([before], [after]))).toEqual([])
    const [breakage] = checkContracts(contractsOf([after], []), releases([before])).breakages
    expect(breakage?.message).toBe(
      'the upcast from version 1 is written in another way. The samples come out the same, but other data may not',
    )
    const again = releases([before], [after]).find(({ version }) => version === 2)
    expect(again?.upcasts?.map(({ released, results }) => [released, results.length])).toEqual([
      ['2026-01-01', 1],
      ['2026-01-02', 1],
    ])
  })

  it('is tried on data of all versions before it', () => {
    const third = (more: number) =>
      inCents(100).evolve({
        schema: z.object({ total: z.number() }),
        example: { total: 1 },
        upcast: ({ minor }) => ({ total: minor + more }),
      })
    const released = releases([third(0)])
    expect(released.find(({ version }) => version === 3)?.upcasts?.[0]?.results).toEqual([
      { version: 1, data: { amount: 2 }, becomes: { total: 200 } },
      { version: 2, data: { minor: 200 }, becomes: { total: 200 } },
    ])
    expect(breakagesOf([third(1)], released).map(([rule]) => rule)).toEqual(['UPCAST_CHANGED'])
  })

  it('is refused at once where it reads what has no text', () => {
    const formats = [new Intl.NumberFormat('en')]
    const upcasting = defineEvent({ ...described, schema: z.object({ a: z.number() }), example: { a: 2 } }).evolve({
      schema: z.object({ a: z.string() }),
      example: { a: '2' },
      upcast: ({ a }) => ({ a: formats[0]!.format(a) }),
    })
    expect(() => contractsOf([upcasting], [])).toThrow(
      'thing.made version 2: its upcast reads "formats" from around it, which has no text that could be compared: give it plain values.',
    )
  })

  it.each<readonly [string, (before: { a: number }) => { a: string }, RegExp]>([
    [
      'of Intl',
      ({ a }) => ({ a: new Intl.NumberFormat().format(a) }),
      /its upcast uses Intl, which answers in another way/,
    ],
    [
      'of a text in the language of the machine',
      ({ a }) => ({ a: a.toLocaleString() }),
      /its upcast uses toLocaleString,/,
    ],
    [
      'of a class',
      ({ a }) => ({ a: Rates.euro * a > 1 ? '1' : '0' }),
      /its upcast reads the class "Rates" from around it/,
    ],
  ])('is refused at once where it makes use %s', (_, upcast, message) => {
    const upcasting = defineEvent({ ...described, schema: z.object({ a: z.number() }), example: { a: 2 } }).evolve({
      schema: z.object({ a: z.string() }),
      example: { a: '2' },
      upcast,
    })
    expect(() => contractsOf([upcasting], [])).toThrow(message)
  })

  it('is kept from the next release on where older releases did not keep it', () => {
    const old = releases([inCents(100)]).map(({ upcasts: _, declared: __, ...one }) => one)
    expect(breakagesOf([inCents(10)], old)).toEqual([])
    const { unreleased } = checkContracts(contractsOf([inCents(100)], []), old)
    expect(unreleased).toMatchObject([{ type: 'thing.made', version: 2 }])
  })
})

describe('what is another value each time is refused at once', () => {
  it.each<readonly [string, () => unknown]>([
    ['at random', () => Math.random()],
    ['the time', () => new Date().toISOString()],
    ['the year', () => new Date().getFullYear()],
    ['the clock', () => Date.now()],
    ['the date as text', () => Date().slice(0, 15)],
    ['the time zone', () => new Date(2026, 0, 1).toISOString()],
    ['an environment variable', () => process.env.PATH ?? 'none'],
    ['one that may be absent', () => ('NO_SUCH_VARIABLE' in process.env ? 'there' : 'absent')],
  ])('%s', (_, value) => {
    const defaulted = z._default(z.unknown(), value as never)
    expect(() => contractsOf([made({ it: defaulted }, {})], [])).toThrow(NotRepresentable)
    expect(() => contractsOf([made({ it: defaulted }, {})], [])).toThrow(/the default is another one each time/)
    const caught = z.catch(z.unknown(), value as never)
    expect(() => contractsOf([made({ it: caught }, {})], [])).toThrow(/is another one each time/)
    const upcasting = made({}, {}).evolve({ schema: z.unknown(), example: 1, upcast: value })
    expect(() => contractsOf([upcasting], [])).toThrow(/its upcast makes something else of the same data each time/)
  })

  it('and a function that is the same each time is not', () => {
    expect(() => contractsOf([field(z._default(z.string(), () => 'a'))], [])).not.toThrow()
  })
})
