import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../ops/cli/usage-error.ts'
import { existingGeneration, generationName } from '../../../ops/generations/generation-argument.ts'

const since = '2026-04-28T10:00:00.000Z'
const generations = {
  live: 'g1',
  all: { g1: { state: 'ready', since: '' }, g3: { state: 'building', since } },
  last: 3,
  revision: 2,
} as const

describe('a generation that is named', () => {
  it('must exist', () => {
    expect(existingGeneration(generations, 'g1')).toBe('ready')
    expect(existingGeneration(generations, 'g3')).toBe('building')
    for (const name of ['g2', 'g77', 'constructor', '__proto__']) {
      expect(() => existingGeneration(generations, name)).toThrow(UsageError)
      expect(() => existingGeneration(generations, name)).toThrow(`There is no generation ${name}; there are: g1, g3.`)
    }
  })

  it('has a name of a generation', () => {
    for (const name of ['g1', 'g10', 'g999999999']) expect(generationName(name)).toBe(name)
    for (const name of ['', 'g', 'g0', 'g01', 'G1', 'g1 ', '1', 'g-1', 'g1e3', 'g٣', `g${'9'.repeat(40)}`]) {
      expect(() => generationName(name)).toThrow('It must be the name of a generation, e.g. g1.')
    }
  })
})
