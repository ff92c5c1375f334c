import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prepareAssemblyDirectory, synthesize } from '../../dev/synthesize.ts'
import { UsageError } from '../../local/usage/usage-error.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assembly-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('synthesizing', () => {
  it('refuses a stage that cannot be one in one line, and leaves the assembly that is there', async () => {
    const manifest = join(directory, 'manifest.json')
    writeFileSync(manifest, 'of before')
    const failed = synthesize(directory, { stage: 'A b' })
    await expect(failed).rejects.toThrow(UsageError)
    await expect(failed).rejects.toThrow(/^Context stage is "A b": .+$/)
    expect(readFileSync(manifest, 'utf8')).toBe('of before')
  })
})

describe('the directory of the assembly', () => {
  it('is made, or was one before', () => {
    const made = join(directory, 'a', 'b')
    prepareAssemblyDirectory(made)
    expect(readdirSync(made)).toEqual([])
    writeFileSync(join(made, 'manifest.json'), '{}')
    prepareAssemblyDirectory(made)
  })

  it('may be one in which the first synthesis has failed, which left the code of functions', () => {
    mkdirSync(join(directory, `asset.${'0123456789abcdef'.repeat(4)}`))
    prepareAssemblyDirectory(directory)
    writeFileSync(join(directory, 'letter.txt'), 'Dear Ada')
    expect(() => prepareAssemblyDirectory(directory)).toThrow(UsageError)
  })

  it('is not one that holds other things, a file, or a place where nothing can be made', () => {
    const file = join(directory, 'letter.txt')
    writeFileSync(file, 'Dear Ada')
    for (const path of [directory, file, join(file, 'below'), '/proc/nothing']) {
      expect(() => prepareAssemblyDirectory(path), path).toThrow(UsageError)
    }
  })
})
