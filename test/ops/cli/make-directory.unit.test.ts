import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDirectory } from '../../../ops/cli/make-directory.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'make-directory-'))
})
afterAll(() => rm(root, { recursive: true }))

describe('making a directory', () => {
  it('makes those above it, and leaves one that is there', async () => {
    const path = join(root, 'a', 'b', 'c')
    await makeDirectory(path)
    await makeDirectory(path)
    expect((await stat(path)).isDirectory()).toBe(true)
  })

  it('fails below a file', async () => {
    await writeFile(join(root, 'file'), '')
    await expect(makeDirectory(join(root, 'file', 'x'))).rejects.toThrow('ENOTDIR')
  })

  it.runIf(process.platform === 'linux')('fails where nothing can be made, instead of trying for ever', async () => {
    await expect(makeDirectory('/proc/x/y')).rejects.toThrow('ENOENT')
  })
})
