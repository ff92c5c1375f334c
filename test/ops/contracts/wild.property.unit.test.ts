import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { compare } from '../../../ops/contracts/compare/compare.ts'
import { defaultsIn } from '../../../ops/contracts/compare/defaults.ts'
import type { Contract } from '../../../ops/contracts/contract.ts'
import { changedMeaning } from '../../../ops/contracts/gate/changed-meaning.ts'
import type { ReleasedContract } from '../../../ops/contracts/released/released-contract.ts'
import { type ContractSchemas, schemasOf } from '../../../ops/contracts/schema/schemas-of.ts'
import { allLeaves, candidates, replaced, toZod, type Wild, wild } from './wild.ts'

interface Described {
  readonly of: Wild
  readonly schema: z.ZodMiniType
  readonly sides: ContractSchemas
}

function describedBy(of: Wild): Described | undefined {
  try {
    const schema = z.object({ it: toZod(of) })
    const sides = schemasOf('it', schema)
    // What can never be released is refused for itself.
    return compare(sides.writer, sides.reader).length > 0 ? undefined : { of, schema, sides }
  } catch {
    // Refused at once, by us or by zod itself, which has no discriminated union without a discriminator.
    return undefined
  }
}

/** What a producer stores of a value that is JSON, in the form in which a consumer gets it. */
function stored(schema: z.ZodMiniType, it: unknown): unknown {
  const data = parsed(schema, asJson({ it }))
  return data === undefined ? undefined : asJson(data)
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Undefined: refused, one way or another; zod throws where both sides of an intersection turn a value into different ones. */
function parsed(schema: z.ZodMiniType, value: unknown): unknown {
  try {
    return z.safeParse(schema, value).data
  } catch {
    return undefined
  }
}

/** @returns whether the gate lets the change pass. */
function checkChange(before: Described | undefined, after: Described | undefined): boolean | undefined {
  if (!before || !after) return undefined
  if (compare(before.sides.writer, after.sides.reader).length > 0) return false
  const changes = changedMeaning(contractOf(after), releasedOf(before), new Set(), new Set())
  const fields = new Set([...defaultsIn(after.sides.reader).values()].map(({ pointer }) => pointer))
  for (const value of candidates(before.of)) {
    const written = stored(before.schema, value)
    if (written === undefined) continue
    const read = parsed(after.schema, written)
    expect(read, `passed the gate, refused by zod: ${JSON.stringify(written)}`).toBeDefined()
    if (changes.length > 0) continue
    const lost = lostIn(parsed(before.schema, written), read, '', fields)
    expect(lost, `passed the gate, read as ${JSON.stringify(read)}: ${JSON.stringify(written)}`).toEqual([])
  }
  return changes.length === 0
}

const contractOf = ({ sides }: Described): Contract =>
  ({ kind: 'event', type: 'it', version: 1, compatibility: 'full', isWritten: true, ...sides }) as never
const releasedOf = ({ sides }: Described): ReleasedContract =>
  ({ kind: 'event', type: 'it', version: 1, revisions: [{ released: '2026-01-01', ...sides }], samples: [] }) as never

/** Pointers of what the first reading has and the second has not, or has as something else, as far as its schema has it. */
function lostIn(before: unknown, after: unknown, pointer: string, known: ReadonlySet<string>): string[] {
  if (!known.has(pointer)) return []
  if (typeof before !== 'object' || before === null) return before === after ? [] : [pointer]
  if (typeof after !== 'object' || after === null) return [pointer]
  return Object.entries(before).flatMap(([name, value]) => {
    if (value === undefined) return []
    const place = known.has(`${pointer}/${name}`) ? `${pointer}/${name}` : `${pointer}/*`
    const inner = Object.hasOwn(after, name) ? (after as Record<string, unknown>)[name] : undefined
    return inner === undefined && !known.has(place) ? [] : lostIn(value, inner, place, known)
  })
}

describe('no change that the gate lets pass is refused by zod', () => {
  it('from any kind of value to any other', () => {
    const leaves = allLeaves.map(describedBy)
    const verdicts = leaves.flatMap((old) => leaves.map((next) => checkChange(old, next)))
    expect(verdicts.filter((verdict) => verdict === true).length).toBeGreaterThan(allLeaves.length)
    expect(verdicts.filter((verdict) => verdict === false).length).toBeGreaterThan(allLeaves.length)
  })

  it('whatever is nested in whatever, and changes at one place', () => {
    const change = fc
      .tuple(wild, fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), wild, fc.nat({ max: 5 }))
      .map(([old, path, other, dice]) => ({ old, next: dice === 0 ? other : replaced(old, path, other) }))
    const verdicts: (boolean | undefined)[] = []
    fc.assert(
      fc.property(change, ({ old, next }) => {
        const before = describedBy(old)
        verdicts.push(checkChange(before, describedBy(next)), checkChange(before, before))
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 150) },
    )
    expect(verdicts.filter((verdict) => verdict === true).length).toBeGreaterThan(20)
    expect(verdicts.filter((verdict) => verdict === false).length).toBeGreaterThan(10)
  })
})
