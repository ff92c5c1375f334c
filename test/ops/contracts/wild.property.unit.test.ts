import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { compare } from '../../../ops/contracts/compare/compare.ts'
import { type ContractSchemas, schemasOf } from '../../../ops/contracts/schema/schemas-of.ts'
import { allLeaves, candidates, replaced, toZod, type Wild, wild } from './wild.ts'

function describedBy(of: Wild): { readonly schema: z.ZodMiniType; readonly sides: ContractSchemas } | undefined {
  try {
    const schema = z.object({ it: toZod(of) })
    return { schema, sides: schemasOf('it', schema) }
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
function checkChange(old: Wild, next: Wild): boolean | undefined {
  const [before, after] = [describedBy(old), describedBy(next)]
  if (!before || !after) return undefined
  // What can never be released is refused for itself.
  if ([before, after].some(({ sides }) => compare(sides.writer, sides.reader).length > 0)) return undefined
  if (compare(before.sides.writer, after.sides.reader).length > 0) return false
  for (const value of candidates(old)) {
    const written = stored(before.schema, value)
    if (written === undefined) continue
    const shown = `passed the gate, refused by zod: ${JSON.stringify(written)}`
    expect(parsed(after.schema, written), shown).toBeDefined()
  }
  return true
}

describe('no change that the gate lets pass is refused by zod', () => {
  it('from any kind of value to any other', () => {
    const verdicts = allLeaves.flatMap((old) => allLeaves.map((next) => checkChange(old, next)))
    expect(verdicts.filter((verdict) => verdict === true).length).toBeGreaterThan(allLeaves.length)
    expect(verdicts.filter((verdict) => verdict === false).length).toBeGreaterThan(allLeaves.length)
  }, 120_000)

  it('whatever is nested in whatever, and changes at one place', () => {
    const change = fc
      .tuple(wild, fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), wild, fc.nat({ max: 5 }))
      .map(([old, path, other, dice]) => ({ old, next: dice === 0 ? other : replaced(old, path, other) }))
    const verdicts: (boolean | undefined)[] = []
    fc.assert(
      fc.property(change, ({ old, next }) => void verdicts.push(checkChange(old, next), checkChange(old, old))),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 150) },
    )
    expect(verdicts.filter((verdict) => verdict === true).length).toBeGreaterThan(20)
    expect(verdicts.filter((verdict) => verdict === false).length).toBeGreaterThan(10)
  }, 120_000)
})
