import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineCommand } from '../../../events/define-command.ts'
import { defineEvent, type EventDefinition } from '../../../events/define-event.ts'
import { defineOutboundSubscription } from '../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { type Contract, contractsOf } from '../../../ops/contracts/contract.ts'
import { audienceOf, namersOf } from '../../../ops/contracts/gate/audience.ts'
import { changeOf } from '../../../ops/contracts/gate/breakage.ts'
import { checkContracts } from '../../../ops/contracts/gate/check.ts'
import { deploymentOrders } from '../../../ops/contracts/gate/deployment-orders.ts'
import { judgeContracts } from '../../../ops/contracts/gate/judge.ts'
import { releaseOf } from '../../../ops/contracts/gate/release.ts'
import { describeBreakages } from '../../../ops/contracts/gate/report.ts'
import { proofOf, retirable, wordOf } from '../../../ops/contracts/released/retire.ts'
import { beginning, type Progress, writeProgress } from '../../../ops/contracts/verify/progress.ts'
import { breakagesOf, described, made, releases, withChanges } from './kit.ts'

const first = made({ name: z.string() }, { name: 'a' })

describe('checking what the code declares against what was released', () => {
  it('finds nothing where nothing has changed', () => {
    const { breakages, unreleased } = checkContracts(contractsOf([first], []), releases([first]))
    expect({ breakages, unreleased }).toEqual({ breakages: [], unreleased: [] })
  })

  it('names what is allowed and not released yet', () => {
    const next = made({ name: z.string(), note: z.optional(z.string()) }, { name: 'a' })
    const { breakages, unreleased } = checkContracts(contractsOf([next], []), releases([first]))
    expect(breakages).toEqual([])
    expect(unreleased).toMatchObject([{ kind: 'event', type: 'thing.made', version: 1 }])
  })

  it('names what an exception lets through as not released yet, and what is broken not at all', () => {
    const next = contractsOf([made({ name: z.string(), size: z.string() }, { name: 'a', size: 's' })], [])
    const exception = (rule: string, pointer: string) => {
      const reason = 'nobody has produced one'
      return { rule, type: 'thing.made', version: 1, pointer, reason, expires: '2026-12-31' }
    }
    const direction = 'backward' as const
    const exceptions = withChanges(checkContracts(next, releases([first])).breakages, [
      { ...exception('FIELD_MISSING', '/size'), direction },
      exception('SAMPLE_REFUSED', ''),
    ])
    const excused = judgeContracts(next, releases([first]), exceptions, '2026-11-26')
    expect(excused.breakages).toEqual([])
    expect(excused.unreleased).toMatchObject([{ kind: 'event', type: 'thing.made', version: 1 }])
    expect(judgeContracts(next, releases([first]), exceptions.slice(1), '2026-11-26').unreleased).toEqual([])
  })

  it('excuses one change, and not the next one at the same place, while the first is released and still breaks', () => {
    const reason = (...values: readonly string[]) => made({ reason: z.enum(values) }, { reason: 'broken' })
    const [wide, less, least] = [reason('broken', 'late', 'other'), reason('broken', 'late'), reason('broken')]
    const narrowed = {
      rule: 'VALUES_NARROWED',
      type: 'thing.made',
      version: 1,
      direction: 'backward',
      pointer: '/reason',
    } as const
    const entry = { ...narrowed, reason: 'other was never produced', expires: '2026-12-31' }
    const exceptions = withChanges(checkContracts(contractsOf([less], []), releases([wide])).breakages, [entry])
    const judged = (event: EventDefinition) =>
      judgeContracts(contractsOf([event], []), releases([wide], [less]), exceptions, '2026-11-26')
    expect(judged(less)).toMatchObject({ breakages: [], superfluous: [] })
    expect(judged(least)).toMatchObject({
      breakages: [{ rule: 'VALUES_NARROWED', old: ['broken', 'late'], now: ['broken'] }],
      superfluous: [expect.stringMatching(/excuses another change than this one/)],
    })
  })

  it('tells each check in code that is added at a place, so that an exception for one excuses no other', () => {
    const isText = (value: string) => value.length > 3
    const isShort = (value: string) => value.length < 9
    const name = (...checks: readonly z.core.$ZodCheck<string>[]) =>
      made({ name: z.string().check(...checks) }, { name: 'abcd' })
    const found = breakagesOf([name(z.refine(isText), z.refine(isShort))], releases([name()]))
    expect(found.map(([rule, direction]) => `${rule} ${direction}`)).toEqual([
      'CODE_CHECK_ADDED backward',
      'CODE_CHECK_ADDED backward',
    ])
  })

  it('names one change for all variants of a union that are removed, and another one for fewer', () => {
    const variant = (kind: string) => z.object({ kind: z.literal(kind), n: z.int() })
    const it = (...kinds: readonly string[]) =>
      made(
        { it: z.discriminatedUnion('kind', kinds.map(variant) as never) as z.ZodMiniType },
        { it: { kind: 'a', n: 1 } },
      )
    const changes = [it('a', 'b'), it('a')].map((next) =>
      checkContracts(contractsOf([next], []), releases([it('a', 'b', 'c', 'd')])).breakages.map(changeOf),
    )
    expect(changes.map(({ length }) => length)).toEqual([1, 1])
    expect(changes[0]).not.toEqual(changes[1])
  })

  it('compares with a form that an exception has let through, once that is released', () => {
    const second = made({ name: z.string(), size: z.string() }, { name: 'a', size: 's' })
    const third = made({ name: z.string(), size: z.int() }, { name: 'a', size: 1 })
    expect(breakagesOf([third], releases([first], [second]))).toContainEqual([
      'TYPE_CHANGED',
      'backward',
      '/size',
      '2026-01-02',
    ])
  })

  it('tells both directions apart', () => {
    const next = made({ label: z.string() }, { label: 'a' })
    expect(breakagesOf([next], releases([first]))).toEqual([
      ['FIELD_MISSING', 'backward', '/label', '2026-01-01'],
      ['FIELD_MISSING', 'forward', '/name', '2026-01-01'],
      ['SAMPLE_REFUSED', undefined, '', undefined],
    ])
  })

  it.each([
    ['none', []],
    ['backward', ['backward']],
    ['forward', ['forward']],
    ['full', ['backward', 'forward']],
    ['full-transitive', ['backward', 'forward']],
  ] as const)('compares in the directions of mode %s', (compatibility, directions) => {
    const next = made({ label: z.string() }, { label: 'a' }, { compatibility })
    const before = made({ name: z.string() }, { name: 'a' }, { compatibility })
    const found = checkContracts(contractsOf([next], []), releases([before])).breakages
    expect([...new Set(found.flatMap(({ direction }) => direction ?? []))]).toEqual(directions)
  })

  it('finds a break with an older release, which the newest would not show', () => {
    const wide = made({ name: z.string(), size: z.optional(z.string()) }, { name: 'a' })
    const without = made({ name: z.string() }, { name: 'b' })
    const other = made({ name: z.string(), size: z.optional(z.number()) }, { name: 'c' })
    expect(breakagesOf([other], releases([wide], [without]))).toEqual([
      ['TYPE_CHANGED', 'backward', '/size', '2026-01-01'],
      ['TYPE_CHANGED', 'forward', '/size', '2026-01-01'],
      ['NAME_REUSED', undefined, '/size', '2026-01-01'],
    ])
  })

  it('reserves the name of a removed field even where only the newest release is compared', () => {
    const compatibility = 'full' as const
    const wide = made({ name: z.string(), size: z.optional(z.string()) }, { name: 'a' }, { compatibility })
    const without = made({ name: z.string() }, { name: 'a' }, { compatibility })
    const other = made({ name: z.string(), size: z.optional(z.number()) }, { name: 'a' }, { compatibility })
    expect(breakagesOf([other], releases([wide], [without]))).toEqual([
      ['NAME_REUSED', undefined, '/size', '2026-01-01'],
    ])
    expect(breakagesOf([wide], releases([wide], [without]))).toEqual([])
  })

  it.each([
    [
      'a variant of a union',
      (part: z.ZodMiniType<object>) => z.union([z.object({ other: z.string() }), part]),
      '/part/size',
    ],
    ['a list', (part: z.ZodMiniType<object>) => z.array(part), '/part/*/size'],
    ['a tuple', (part: z.ZodMiniType<object>) => z.tuple([part]), '/part/0/size'],
    ['a record', (part: z.ZodMiniType<object>) => z.record(z.string(), part), '/part/*/size'],
    [
      'an intersection',
      (part: z.ZodMiniType<object>) => z.intersection(z.object({ id: z.string() }), part),
      '/part/size',
    ],
    [
      'a schema that contains itself',
      (part: z.ZodMiniType<object>) => {
        const tree: z.ZodMiniType<object> = z.object({ own: part, next: z.optional(z.lazy(() => tree)) })
        return tree
      },
      '/part/own/size',
    ],
  ])('reserves it inside of %s, too', (_, within, pointer) => {
    const version = (part: z.ZodMiniType<object>) =>
      made({ part: z.optional(within(part)) }, {}, { compatibility: 'backward' })
    const wide = version(z.object({ name: z.string(), size: z.optional(z.string()) }))
    const without = version(z.object({ name: z.string() }))
    const other = version(z.object({ name: z.string(), size: z.optional(z.number()) }))
    expect(breakagesOf([other], releases([wide], [without]))).toEqual([
      ['NAME_REUSED', undefined, pointer, '2026-01-01'],
    ])
  })

  it('allows a new version whose upcast brings old data to it', () => {
    const next = defineEvent({ ...described, schema: z.object({ name: z.string() }), example: { name: 'a' } }).evolve({
      schema: z.object({ names: z.array(z.string()) }),
      example: { names: ['a'] },
      upcast: ({ name }) => ({ names: [name] }),
    })
    const { breakages, unreleased } = checkContracts(contractsOf([next], []), releases([first]))
    expect(breakages).toEqual([])
    expect(unreleased).toMatchObject([{ version: 2 }])
  })

  it('refuses an upcast whose result is not of the newest version', () => {
    const next = defineEvent({ ...described, schema: z.object({ name: z.string() }), example: { name: 'a' } }).evolve({
      schema: z.object({ names: z.array(z.string()).check(z.minLength(2)) }),
      example: { names: ['a', 'b'] },
      upcast: ({ name }) => ({ names: [name] }),
    })
    expect(breakagesOf([next], releases([first]))).toEqual([['SAMPLE_REFUSED', undefined, '', undefined]])
  })

  describe('an example that its own schema refuses', () => {
    const short = (code: string) => made({ code: z.string().check(z.maxLength(3)) }, { code })
    const bad = contractsOf([short('too long')], [])

    it('is told before it becomes a sample', () => {
      const { breakages } = checkContracts(bad, [])
      expect(describeBreakages(breakages, () => [])).toMatch(
        /EXAMPLE_REFUSED\n {4}its own schema refuses the example: \/code: .*\n\n {2}Safe order of deployment: any: .*\n {2}To mend it: mend the example\./,
      )
      expect(checkContracts(contractsOf([short('abc')], []), []).breakages).toEqual([])
    })

    it('of a command, too', () => {
      const schema = z.object({ code: z.string().check(z.maxLength(3)) })
      const command = { type: 'make_thing', addressee: 'things', meaning: 'Make it.', example: { code: 'long' } }
      const { breakages } = checkContracts(contractsOf([], [defineCommand({ ...command, schema })]), [])
      expect(breakages.map(({ rule }) => rule)).toEqual(['EXAMPLE_REFUSED'])
    })

    it('never becomes a sample, also where an exception excuses it', () => {
      expect(releaseOf(bad[0]!, undefined, '2026-01-01')?.samples).toEqual([])
    })
  })

  it('reserves the name of a type of which every version was retired, for whatever version comes back', () => {
    const retired = releases([first]).map((one) =>
      one.type === 'thing.made' ? { ...one, removed: '2026-02-01' } : one,
    )
    const schema = z.object({ name: z.int() })
    const other = { ...described, aggregate: 'other', producer: 'other-service', schema, example: { name: 1 } }
    for (const back of [defineEvent(other), defineEvent({ ...other, firstVersion: 2 }), first]) {
      const found = checkContracts(contractsOf([back], []), retired).breakages.filter(
        ({ rule }) => rule === 'NAME_REUSED',
      )
      expect(found).toMatchObject([{ contract: { version: back.version }, pointer: '' }])
      expect(found[0]?.message).toMatch(/^all versions of this type were removed, the last one on 2026-02-01/)
      expect(describeBreakages(found, () => [])).toMatch(/To mend it: choose another type name/)
    }
  })

  describe('refuses an upcast that fails for what an old version allows, though its example comes through', () => {
    const evolved = (fields: z.core.$ZodLooseShape, example: object, upcast: (before: never) => unknown) =>
      (made(fields, example) as EventDefinition<string, never>).evolve({
        schema: z.object({ it: z.string().check(z.minLength(1)) }) as z.ZodMiniType<unknown>,
        example: { it: 'a' },
        upcast,
      }) as EventDefinition
    const note = { note: z.optional(z.string()) }

    it.each<readonly [string, EventDefinition]>([
      [
        'a field that may be absent',
        evolved(note, { note: 'a' }, (before: { note: string }) => ({ it: before.note.trim() || 'none' })),
      ],
      ['what is made of it', evolved(note, { note: 'a' }, (before: { note?: string }) => ({ it: before.note ?? '' }))],
      [
        'an empty text',
        evolved({ note: z.string() }, { note: 'a b' }, (before: { note: string }) => ({
          it: before.note.split(' ')[0],
        })),
      ],
      [
        'an empty list',
        evolved({ all: z.array(z.string()) }, { all: ['a'] }, (before: { all: string[] }) => ({ it: before.all[0] })),
      ],
      [
        'another variant',
        evolved(
          { who: z.nullable(z.object({ name: z.string() })) },
          { who: { name: 'a' } },
          (before: { who: { name: string } }) => ({
            it: `x${before.who.name}`,
          }),
        ),
      ],
      [
        'another value of an enum',
        evolved({ size: z.enum(['s', 'm']) }, { size: 's' }, (before: { size: string }) => ({
          it: before.size === 's' ? 'small' : '',
        })),
      ],
      [
        'a value of a record',
        evolved(
          { all: z.record(z.string(), z.object({ a: z.optional(z.string()) })) },
          { all: {} },
          (before: { all: Record<string, { a: string }> }) => ({
            it: `x${Object.values(before.all).map(({ a }) => a.trim())}`,
          }),
        ),
      ],
      [
        'a field that may be absent beside a text whose pattern nobody guesses',
        evolved(
          { ...note, id: z.string().check(z.regex(/^ord_\d{7}$/)) },
          { note: 'a', id: 'ord_1234567' },
          (before: { note: string }) => ({
            it: before.note.trim() || 'none',
          }),
        ),
      ],
    ])('%s', (_, event) => {
      expect(breakagesOf([event], [])).toEqual([['UPCAST_FAILS', undefined, '', undefined]])
      expect(breakagesOf([event], releases([event]))).toEqual([['UPCAST_FAILS', undefined, '', undefined]])
    })

    it('but not one that does well', () => {
      const well = evolved(note, { note: 'a' }, (before: { note?: string }) => ({ it: before.note || 'none' }))
      expect(breakagesOf([well], releases([well]))).toEqual([])
    })

    it('and says for which data, and why', () => {
      const event = evolved(note, { note: 'a' }, (before: { note?: string }) => ({ it: before.note ?? '' }))
      const { breakages } = checkContracts(contractsOf([event], []), [])
      expect(describeBreakages(breakages, () => [])).toMatch(
        /^thing\.made version 1 breaks its contract:\n\n {2}UPCAST_FAILS\n {4}it allows \{\}, which cannot be brought to the newest version: .*\/data\/it.*/,
      )
    })
  })

  it('misses a version or type that is gone, until it is retired; then its name is reserved', () => {
    const second = defineEvent({ ...described, schema: z.object({}), example: {} }).evolve({
      schema: z.object({}),
      example: {},
      upcast: (data) => data,
    })
    const onlyFirst = defineEvent({ ...described, schema: z.object({}), example: {} })
    const released = releases([second])
    expect(breakagesOf([onlyFirst], released)).toEqual([['VERSION_REMOVED', undefined, '', '2026-01-01']])
    const allGone = breakagesOf([], released)
    expect(allGone.map(([rule]) => rule)).toEqual(['TYPE_REMOVED', 'TYPE_REMOVED'])

    const declared = contractsOf([onlyFirst], [])
    const retired = { ...retirable({ type: 'thing.made', version: 2 }, declared, released), removed: '2026-02-01' }
    const after = released.map((one) => (one.version === 2 ? retired : one))
    expect(breakagesOf([onlyFirst], after)).toEqual([])
    expect(breakagesOf([second], after)).toContainEqual(['NAME_REUSED', undefined, '', undefined])
  })

  describe('of a type whose versions were retired', () => {
    const base = { ...described, example: {} }
    const step = { schema: z.object({}), example: {}, upcast: () => ({}) }
    const two = defineEvent({ ...base, schema: z.object({}) }).evolve(step)
    const retired = (version: number) =>
      releases([two]).map((one) =>
        one.type === 'thing.made' && one.version === version ? { ...one, removed: '2026-02-01' } : one,
      )

    it('lets the oldest version go, and the type begin with the next one', () => {
      const onlySecond = defineEvent({ ...base, schema: z.object({}), firstVersion: 2 })
      expect(breakagesOf([onlySecond], releases([two]))).toEqual([['VERSION_REMOVED', undefined, '', '2026-01-01']])
      expect(breakagesOf([onlySecond], retired(1))).toEqual([])
      expect(breakagesOf([onlySecond.evolve(step)], retired(1))).toEqual([])
    })

    it('lets the type change after its newest version has gone, under the next free number', () => {
      const onlyFirst = defineEvent({ ...base, schema: z.object({}) })
      expect(breakagesOf([onlyFirst], retired(2))).toEqual([])
      const { breakages } = checkContracts(contractsOf([onlyFirst.evolve(step)], []), retired(2))
      expect(breakages.map(({ rule }) => rule)).toEqual(['NAME_REUSED'])
      expect(describeBreakages(breakages, () => [])).toMatch(
        /To mend it: give it a number that was never used: \.evolve\(\{ version: 3, schema, example, upcast \}\)\./,
      )
      expect(breakagesOf([onlyFirst.evolve({ ...step, version: 3 })], retired(2))).toEqual([])
    })

    it('lets one in the middle go: data of the versions before it still becomes what it became', () => {
      const amount = (more: number) =>
        defineEvent({ ...base, schema: z.object({ a: z.number() }), example: { a: 1 } })
          .evolve({ schema: z.object({ b: z.number() }), example: { b: 1 }, upcast: ({ a }) => ({ b: a + more }) })
          .evolve({ schema: z.object({ c: z.number() }), example: { c: 1 }, upcast: ({ b }) => ({ c: b * 2 }) })
      const direct = (more: number) =>
        defineEvent({ ...base, schema: z.object({ a: z.number() }), example: { a: 1 } }).evolve({
          version: 3,
          schema: z.object({ c: z.number() }),
          example: { c: 1 },
          upcast: ({ a }) => ({ c: (a + more) * 2 }),
        })
      const released = releases([amount(4)]).map((one) => (one.version === 2 ? { ...one, removed: '2026-02-01' } : one))
      expect(breakagesOf([direct(4)], released)).toEqual([])
      expect(breakagesOf([direct(5)], released)).toEqual([['UPCAST_CHANGED', 'backward', '', '2026-01-01']])
    })
  })

  it('reserves the name of a field that an older version had and a later one has not', () => {
    const base = defineEvent({ ...described, schema: z.object({ size: z.string() }), example: { size: 's' } })
    const middle = base.evolve({ schema: z.object({}), example: {}, upcast: () => ({}) })
    const back = (size: z.ZodMiniType<string | number>, example: string | number) =>
      middle.evolve({ schema: z.object({ size }), example: { size: example }, upcast: () => ({ size: example }) })
    const found = (event: EventDefinition) => breakagesOf([event], releases([middle]))
    expect(found(back(z.number(), 1))).toEqual([['NAME_REUSED', undefined, '/size', '2026-01-01']])
    expect(found(back(z.string(), 's'))).toEqual([])
    const changed = base.evolve({
      schema: z.object({ size: z.number() }),
      example: { size: 1 },
      upcast: () => ({ size: 1 }),
    })
    expect(breakagesOf([changed], releases([base]))).toEqual([])
    expect(breakagesOf([back(z.number(), 1)], releases([middle], [back(z.number(), 1)]))).toEqual([])
  })

  it('compares a version that nobody writes any more with what was written, and not with who might read it', () => {
    const step = { schema: z.object({}), example: {}, upcast: () => ({}) }
    const [narrow, wide] = [z.object({ a: z.enum(['x']) }), z.object({ a: z.enum(['x', 'y']) })].map((schema) =>
      defineEvent({ ...described, schema: schema as z.ZodMiniType<object>, example: { a: 'x' } }),
    ) as [EventDefinition, EventDefinition]
    expect(breakagesOf([wide], releases([narrow])).map(([, direction]) => direction)).toEqual(['forward'])
    expect(breakagesOf([wide.evolve(step)], releases([narrow.evolve(step)]))).toEqual([])
    expect(breakagesOf([narrow.evolve(step)], releases([wide.evolve(step)])).map(([, direction]) => direction)).toEqual(
      ['backward'],
    )
  })

  it('holds commands to the same', () => {
    const command = (schema: z.ZodMiniType<object>, example: object) =>
      defineCommand({ type: 'make_thing', addressee: 'things', meaning: 'Make it.', schema, example })
    const [before] = contractsOf([], [command(z.object({ name: z.string() }), { name: 'a' })])
    const released = before && releaseOf(before, undefined, '2026-01-01')
    const after = contractsOf([], [command(z.object({ label: z.string() }), { label: 'a' })])
    const found = checkContracts(after, released ? [released] : []).breakages
    expect(found.map(({ rule }) => rule)).toEqual(['FIELD_MISSING', 'FIELD_MISSING', 'SAMPLE_REFUSED'])
  })

  it('says of a command that is taken out in which order it goes, and asks for no verification of what is stored', () => {
    const make = { type: 'make_thing', addressee: 'things', meaning: 'Make it.', example: {} }
    const files = contractsOf([], [defineCommand({ ...make, schema: z.object({}) })]).flatMap(
      (one) => releaseOf(one, undefined, '2026-01-01') ?? [],
    )
    const text = describeBreakages(checkContracts(contractsOf([], []), files).breakages, () => ['things'])
    expect(text).toMatch(/Safe order of deployment: first whoever sends it, then, in another deployment, things\./)
    expect(text).toMatch(/To mend it: put it back\. It goes in two deployments: first declare it deprecated/)
    expect(text).toContain('contracts -- retire make_thing --version 1 --reason')
    expect(text).not.toContain('verify')
  })

  describe('says in which order a change could be deployed', () => {
    const short = z.object({ name: z.string() })
    const long = z.object({ name: z.string(), note: z.string() })
    const example = { name: 'a', note: 'b' }
    const event = (schema: z.ZodMiniType<object>) => contractsOf([defineEvent({ ...described, schema, example })], [])
    const make = { type: 'make_thing', addressee: 'things', meaning: 'Make it.', example }
    const command = (schema: z.ZodMiniType<object>) => contractsOf([], [defineCommand({ ...make, schema })])
    const orderOfChange = (before: readonly Contract[], after: readonly Contract[]) => {
      const files = before.flatMap((one) => releaseOf(one, undefined, '2026-01-01') ?? [])
      const text = describeBreakages(checkContracts(after, files).breakages, () => ['things'])
      return /Safe order of deployment: (.*)/.exec(text)?.[1]
    }

    it('of an event: its consumers first where released code could not read it, and none where what is stored could not be', () => {
      expect(orderOfChange(event(long), event(short))).toMatch(/^first things, then the producer\./)
      expect(orderOfChange(event(short), event(long))).toMatch(/^none: what is stored stays as it is/)
    })

    it('of a command, which is not stored for ever: its senders first where new code could not read what waits', () => {
      expect(orderOfChange(command(long), command(short))).toMatch(/^first things, then whoever sends it\./)
      expect(orderOfChange(command(short), command(long))).toMatch(
        /^first whoever sends it, then, in another deployment, things: when no command of the old form waits/,
      )
    })
  })

  describe('says in which order a change is deployed that breaks nothing that was asked for, until it is released', () => {
    const status = (compatibility: 'backward' | 'full-transitive' | 'none', ...values: readonly string[]) =>
      contractsOf([made({ status: z.enum(values) }, { status: 'a' }, { compatibility })], [])
    const filesOf = (contracts: readonly Contract[]) =>
      contracts.flatMap((one) => releaseOf(one, undefined, '2026-01-01') ?? [])
    const readers = () => ['looker']
    const order =
      'thing.made version 1: VALUES_NARROWED at /status, which its mode or an exception allows. Safe order of deployment: first looker, then the producer.'

    it('of a mode that asks for new code only', () => {
      const [before, after] = [status('backward', 'a'), status('backward', 'a', 'b')]
      const judged = judgeContracts(after, filesOf(before), [], '2026-11-26')
      expect(judged.breakages).toEqual([])
      expect(deploymentOrders(judged, readers)).toEqual([expect.stringContaining(order)])
      expect(deploymentOrders(judgeContracts(after, filesOf(after), [], '2026-11-26'), readers)).toEqual([])
      expect(
        deploymentOrders(
          judgeContracts(status('none', 'a', 'b'), filesOf(status('none', 'a')), [], '2026-11-26'),
          readers,
        ),
      ).toEqual([])
    })

    it('of an exception', () => {
      const [before, after] = [status('full-transitive', 'a'), status('full-transitive', 'a', 'b')]
      const entry = {
        rule: 'VALUES_NARROWED',
        type: 'thing.made',
        version: 1,
        direction: 'forward',
        pointer: '/status',
      } as const
      const exceptions = withChanges(checkContracts(after, filesOf(before)).breakages, [
        { ...entry, reason: 'looker is deployed first', expires: '2026-12-31' },
      ])
      const judged = judgeContracts(after, filesOf(before), exceptions, '2026-11-26')
      expect(judged.breakages).toEqual([])
      expect(deploymentOrders(judged, readers)).toEqual([expect.stringContaining(order)])
    })
  })

  it('names those that read an event where it is stored among those that a change of it breaks', () => {
    const consumer = { name: 'looker', subscribesTo: [], accepts: [], uses: { facts: [first] } }
    const api = (uses: object) => ({ uses })
    const declared = [
      { name: 'look', consumers: [consumer] },
      { name: 'view', consumers: [], api: api({ eventStore: 'read', streams: [first.aggregate] }) },
      { name: 'other', consumers: [], api: api({ eventStore: 'read', streams: ['parcel'] }) },
    ] as never
    const audience = audienceOf(declared, [], [first])
    expect(audience({ kind: 'event', type: 'thing.made', version: 1 })).toEqual(['looker', 'view-api'])
    expect(audience({ kind: 'command', type: 'thing.made', version: 1 })).toEqual([])
  })

  it('names other teams among those that a change of an event breaks', () => {
    const queueArns = { prod: 'arn:aws:sqs:us-east-1:111122223333:orders' }
    const loyalty = defineOutboundSubscription({ name: 'loyalty-team', events: [first], queueArns })
    const audience = audienceOf([], [loyalty])
    expect(audience({ kind: 'event', type: 'thing.made', version: 1 })).toEqual(['loyalty-team (another team)'])
    expect(audience({ kind: 'envelope', type: 'event', version: 1 })).toEqual(['loyalty-team (another team)'])
    expect(audience({ kind: 'event', type: 'thing.lost', version: 1 })).toEqual([])
    expect(audience({ kind: 'command', type: 'thing.made', version: 1 })).toEqual([])
  })
})

describe('releasing', () => {
  it('adds a form and a sample, takes nothing away, and writes nothing when nothing is new', () => {
    const next = made({ name: z.string(), note: z.optional(z.string()) }, { name: 'b' })
    const [file] = releases([first], [next])
    expect(file?.revisions.map(({ released }) => released)).toEqual(['2026-01-01', '2026-01-02'])
    expect(file?.samples).toEqual([{ name: 'a' }, { name: 'b' }])
    const [contract] = contractsOf([next], [])
    expect(contract && releaseOf(contract, file, '2026-01-03')).toBeUndefined()
  })

  it.each([
    [{ type: 'thing.lost', version: 1 }, /never released; no type of this name/],
    [{ type: 'thing.made', version: 7 }, /never released; released versions of it: 1/],
    [{ type: 'thing.made', version: 1 }, /still declared/],
  ])('refuses to retire %o', (which, message) => {
    expect(() => retirable(which, contractsOf([first], []), releases([first]))).toThrow(message)
  })

  it('refuses to retire a type that a consumer, or another team, still names', () => {
    const queueArns = { prod: 'arn:aws:sqs:us-east-1:111122223333:orders' }
    const loyalty = defineOutboundSubscription({ name: 'loyalty-team', events: [first], queueArns })
    const consumer = { name: 'looker', subscribesTo: [first], accepts: [] }
    const all = { name: 'audit', subscribesTo: '*', accepts: [] }
    const namers = namersOf([{ name: 'look', consumers: [consumer, all] }] as never, [loyalty])
    const retired = () => retirable({ type: 'thing.made', version: 1 }, [], releases([first]), namers)
    expect(retired).toThrow('looker, loyalty-team (another team) still name thing.made. Take it out there first.')
    const step = { schema: z.object({}), example: {}, upcast: () => ({}) }
    const left = contractsOf([first.evolve({ ...step, version: 5 })], [])
    // Whoever names the type reads its newest version.
    expect(() =>
      retirable(
        { type: 'thing.made', version: 1 },
        left.filter(({ version }) => version === 5),
        releases([first]),
        namers,
      ),
    ).not.toThrow()
  })

  it('retires a command by the word of a person alone, and keeps it', () => {
    const command = { type: 'make_thing', version: 1 }
    expect(wordOf(command, [], 'sent by nobody since May')).toEqual({ reason: 'sent by nobody since May' })
    expect(() => wordOf(command, [], undefined)).toThrow(/Say with --reason why nothing of make_thing waits any more/)
    expect(() => wordOf(command, [], 'x')).toThrow(
      /--reason must say in 10 characters or more why nothing of make_thing/,
    )
    expect(() => wordOf(command, ['verified.json'], 'sent by nobody since May')).toThrow(/make_thing is a command/)
  })

  it('retires no event that is stored, or of which nobody knows', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'retire-'))
    const event = { type: 'thing.made', version: 1 }
    const verified = async (name: string, change: (progress: Progress) => void): Promise<string> => {
      const progress = beginning(`${name}-events`, 2, 'code', '2026-11-26T10:00:00.000Z')
      for (const place of progress.places) place.isDone = true
      change(progress)
      await writeProgress(join(directory, name), progress)
      return join(directory, name)
    }
    const count = (tally: Progress['tally'], name: string, events: number) => {
      tally.stored[name] = events
      tally.events += events
    }
    const none = await verified('dev', ({ tally }) => count(tally, 'thing.made version 2', 5))
    const some = await verified('prod', ({ tally }) => count(tally, 'thing.made version 1', 1))
    const unfinished = await verified('half', ({ places }) => (places[1]!.isDone = false))
    const unread = await verified('lost', ({ tally }) => (tally.events = 9))
    const undated = await verified('undated', (progress) => {
      progress.begunAt = undefined
    })
    const now = Date.parse('2026-11-26T12:00:00.000Z')
    try {
      expect(await proofOf(event, [none], undefined, now)).toEqual({ verified: ['dev-events'] })
      expect(await proofOf(event, [], 'never deployed', now)).toEqual({ reason: 'never deployed' })
      await expect(proofOf(event, [], undefined, now)).rejects.toThrow(
        /It is not known whether events of thing\.made version 1/,
      )
      await expect(proofOf(event, [], 'x', now)).rejects.toThrow(/--reason must say in 10 characters or more/)
      await expect(proofOf(event, [none, some], undefined, now)).rejects.toThrow(/1 events? .* stored in prod-events/)
      await expect(proofOf(event, [unread], undefined, now)).rejects.toThrow(/9 items of lost-events hold no event/)
      await expect(proofOf(event, [undated], undefined, now)).rejects.toThrow(/does not say when it began/)
      const nextDay = Date.parse('2026-11-27T10:00:00.000Z')
      expect(await proofOf(event, [none], undefined, nextDay)).toEqual({ verified: ['dev-events'] })
      await expect(proofOf(event, [none], undefined, nextDay + 1)).rejects.toThrow(
        /began at 2026-11-26T10:00:00\.000Z, and counts for a day/,
      )
      await expect(proofOf(event, [unfinished], undefined, now)).rejects.toThrow(/is not finished/)
      await expect(proofOf(event, [join(directory, 'x')], undefined, now)).rejects.toThrow(/cannot be read/)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
