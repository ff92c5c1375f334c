import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineCommand } from '../../../events/define-command.ts'
import { defineEvent, type EventDefinition } from '../../../events/define-event.ts'
import { contractsOf } from '../../../ops/contracts/contract.ts'
import { checkContracts } from '../../../ops/contracts/gate/check.ts'
import { releaseOf } from '../../../ops/contracts/gate/release.ts'
import type { ReleasedContract } from '../../../ops/contracts/released/released-contract.ts'
import { proofOf, retirable } from '../../../ops/contracts/released/retire.ts'
import { beginning, type Progress, writeProgress } from '../../../ops/contracts/verify/progress.ts'

const described = { type: 'thing.made', aggregate: 'thing', producer: 'thing-service', meaning: 'A thing.' } as const

const made = (fields: z.core.$ZodLooseShape, example: object, more: Partial<EventDefinition> = {}): EventDefinition =>
  defineEvent({ ...described, ...more, schema: z.object(fields) as z.ZodMiniType<object>, example })

/** Released one after the other, on 1 January, 2 January and so on. */
function releases(...forms: readonly (readonly EventDefinition[])[]): ReleasedContract[] {
  const files = new Map<string, ReleasedContract>()
  forms.forEach((events, day) => {
    for (const contract of contractsOf(events, [])) {
      const name = `${contract.kind} ${contract.type} ${contract.version}`
      const next = releaseOf(contract, files.get(name), `2026-01-0${day + 1}`)
      if (next) files.set(name, next)
    }
  })
  return [...files.values()]
}

const breakagesOf = (events: readonly EventDefinition[], released: readonly ReleasedContract[]) =>
  checkContracts(contractsOf(events, []), released).breakages.map(
    ({ rule, direction, pointer, released: date }) => [rule, direction, pointer, date] as const,
  )

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
    const found = checkContracts(contractsOf([next], []), releases([first])).breakages
    expect(found.flatMap(({ direction }) => direction ?? [])).toEqual(directions)
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
    ['a record', (part: z.ZodMiniType<object>) => z.record(z.string(), part), '/part/*/size'],
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

  it('holds commands to the same', () => {
    const command = (schema: z.ZodMiniType<object>, example: object) =>
      defineCommand({ type: 'make_thing', addressee: 'things', meaning: 'Make it.', schema, example })
    const [before] = contractsOf([], [command(z.object({ name: z.string() }), { name: 'a' })])
    const released = before && releaseOf(before, undefined, '2026-01-01')
    const after = contractsOf([], [command(z.object({ label: z.string() }), { label: 'a' })])
    const found = checkContracts(after, released ? [released] : []).breakages
    expect(found.map(({ rule }) => rule)).toEqual(['FIELD_MISSING', 'FIELD_MISSING', 'SAMPLE_REFUSED'])
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

  it('retires no event that is stored, or of which nobody knows', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'retire-'))
    const event = { type: 'thing.made', version: 1 }
    const verified = async (name: string, change: (progress: Progress) => void): Promise<string> => {
      const progress = beginning(`${name}-events`, 2)
      for (const place of progress.places) place.isDone = true
      change(progress)
      await writeProgress(join(directory, name), progress)
      return join(directory, name)
    }
    const none = await verified('dev', ({ tally }) => (tally.stored['thing.made version 2'] = 5))
    const some = await verified('prod', ({ tally }) => (tally.stored['thing.made version 1'] = 1))
    const unfinished = await verified('half', ({ places }) => (places[1]!.isDone = false))
    try {
      expect(await proofOf(event, [none], undefined)).toEqual({ verified: ['dev-events'] })
      expect(await proofOf(event, [], 'never deployed')).toEqual({ reason: 'never deployed' })
      await expect(proofOf(event, [], undefined)).rejects.toThrow(/Nobody has looked whether thing\.made version 1/)
      await expect(proofOf(event, [none, some], undefined)).rejects.toThrow(/1 events? .* stored in prod-events/)
      await expect(proofOf(event, [unfinished], undefined)).rejects.toThrow(/has not come to its end/)
      await expect(proofOf(event, [join(directory, 'x')], undefined)).rejects.toThrow(/cannot be read/)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
