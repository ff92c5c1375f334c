import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDecimals } from '../../../local/dynamodb/items/decimal.ts'
import { END, encodeKeyPart } from '../../../local/dynamodb/storage/encoding.ts'
import { LevelStore } from '../../../local/dynamodb/storage/level-store.ts'
import { MemoryStore } from '../../../local/dynamodb/storage/memory-store.ts'
import type { Store, Writes } from '../../../local/dynamodb/storage/store.ts'
import { anyCharacter } from '../../support/any-text.ts'
import { temporaryDirectory } from './kit.ts'

const key = fc.integer({ min: 0, max: 2000 }).map((n) => `k${n}`)
const batch = fc.array(fc.tuple(key, fc.option(fc.string())), { maxLength: 40 })

/** Whatever is written in whatever batches: both stores hold what a plain map would. */
async function behavesLikeAMap(open: () => Promise<Store>, batches: [string, string | null][][]): Promise<void> {
  const store = await open()
  const model = new Map<string, string>()
  try {
    const writing: Promise<void>[] = []
    for (const writes of batches) {
      writing.push(store.write(new Map(writes) as Writes))
      for (const [name, value] of new Map(writes)) {
        if (value === null) model.delete(name)
        else model.set(name, value)
        expect(store.get(name)).toBe(value ?? undefined)
      }
    }
    await Promise.all(writing)
    const expected = [...model].filter(([name]) => name >= 'k1' && name < 'k7').sort(([a], [b]) => (a < b ? -1 : 1))
    expect(await store.range({ gte: 'k1', lt: 'k7' })).toEqual(expected)
    expect(await store.range({ gte: 'k1', lt: 'k7', reverse: true, limit: 3 })).toEqual(expected.reverse().slice(0, 3))
    await store.clear('k2', 'k3')
    expect(await store.range({ gte: 'k', lt: 'l' })).toHaveLength(
      [...model].filter(([name]) => name < 'k2' || name >= 'k3').length,
    )
  } finally {
    await store.close()
  }
}

describe('stores', () => {
  it('in memory', async () => {
    const property = fc.asyncProperty(fc.array(batch, { maxLength: 60 }), (batches) =>
      behavesLikeAMap(async () => new MemoryStore(), batches),
    )
    await fc.assert(property, { numRuns: 100, seed: 1 })
  })

  it('on disk', async () => {
    const property = fc.asyncProperty(fc.array(batch, { maxLength: 20 }), async (batches) => {
      const directory = await temporaryDirectory()
      try {
        await behavesLikeAMap(() => LevelStore.open(directory.path), batches)
      } finally {
        await directory.remove()
      }
    })
    await fc.assert(property, { numRuns: 15, seed: 1 })
  })

  it('tell what is not yet durable', async () => {
    const directory = await temporaryDirectory()
    const store = await LevelStore.open(directory.path)
    const written = store.write(new Map([['a', '1']]))
    expect(store.isPending('a')).toBe(true)
    await written
    expect(store.isPending('a')).toBe(false)
    await store.close()
    await directory.remove()
  })
})

interface BigNumber {
  cmp(other: BigNumber): number
  plus(other: BigNumber): { toFixed(): string }
}
const require = createRequire(createRequire(import.meta.url).resolve('dynalite'))
const Big = require('big.js') as (text: string) => BigNumber

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: -18, max: 18 }))
  .map(([digits, exponent]) => (require('big.js')(`${digits}e${exponent}`) as { toFixed(): string }).toFixed())

describe('keys', () => {
  const sign = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

  it('are in the order of numbers', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [left, right] = [encodeKeyPart({ N: a }) + END, encodeKeyPart({ N: b }) + END]
        expect(sign(left, right)).toBe(Big(a).cmp(Big(b)))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  it('are in the order of the bytes of strings and binary values', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 6 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const expected = Buffer.from(a).compare(Buffer.from(b))
        expect(sign(encodeKeyPart({ S: a }) + END, encodeKeyPart({ S: b }) + END)).toBe(expected)
        const [left, right] = [a, b].map((part) => encodeKeyPart({ B: Buffer.from(part).toString('base64') }) + END)
        expect(sign(left as string, right as string)).toBe(expected)
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})

describe('numbers', () => {
  it('are added exactly', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const sum = Big(a).plus(Big(b)).toFixed()
        if (sum.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length <= 38) expect(addDecimals(a, b)).toBe(sum)
        else expect(() => addDecimals(a, b)).toThrow('38 significant digits')
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})
