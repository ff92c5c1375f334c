import { describe, expect, it } from 'vitest'
import { mapsOfThisCheckout } from '../../../ops/source-maps/maps-of-this-checkout.ts'

const name = 'start-1fI-tajP.mjs.map'

/** What bundling leaves behind. */
function checkout(makes: Record<string, string>) {
  const made: Record<string, string> = {}
  const seen = { bundlings: 0, told: 0 }
  const maps = mapsOfThisCheckout({
    made: async (wanted) => made[wanted],
    onBundling: () => void seen.told++,
    bundle: async () => {
      seen.bundlings++
      Object.assign(made, makes)
    },
  })
  return { maps, seen }
}

describe('maps of this checkout', () => {
  it('are made when a stack first needs them, once', async () => {
    const { maps, seen } = checkout({ [name]: '{}' })
    expect(seen).toEqual({ bundlings: 0, told: 0 })
    expect(await Promise.all([maps(name), maps(name), maps('start-other123.mjs.map')])).toEqual(['{}', '{}', undefined])
    expect(seen).toEqual({ bundlings: 1, told: 1 })
  })

  it('are not made for files that no bundle has', async () => {
    const { maps, seen } = checkout({})
    expect(await Promise.all([maps('index.mjs.map'), maps('cli.js.map')])).toEqual([undefined, undefined])
    expect(seen.bundlings).toBe(0)
  })

  it('are missing where the sources cannot be bundled: the stack stays as it is', async () => {
    const maps = mapsOfThisCheckout({
      made: async () => '{}',
      bundle: () => Promise.reject(new Error('no such import')),
    })
    expect(await maps(name)).toBeUndefined()
  })
})
