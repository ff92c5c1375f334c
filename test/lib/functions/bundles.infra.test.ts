import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundle } from '../../../lib/functions/bundling/bundle.ts'
import { bundleServices } from '../../../lib/functions/bundling/bundle-services.ts'
import { services } from '../../../lib/services.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'bundle-'))

describe('the bundles of all functions', () => {
  it('are ES modules of reasonable size', async () => {
    const bundles = await bundleServices(services)
    const sizes = [...bundles].map(([entry, { bytes }]) => [entry, Math.round(bytes / 1024)] as const)
    console.log(sizes.map(([entry, kilobytes]) => `${String(kilobytes).padStart(6)} KB  ${entry}`).join('\n'))
    for (const [entry, { directory }] of bundles) expect(existsSync(join(directory, 'index.mjs')), entry).toBe(true)
    for (const [entry, kilobytes] of sizes) expect(kilobytes, entry).toBeLessThan(1200)
  })
})

describe('a bundle', () => {
  const project = () => {
    const root = folder()
    writeFileSync(join(root, 'part.ts'), 'export const answer: number = 42')
    writeFileSync(join(root, 'later.ts'), 'export const later: string = "later"')
    writeFileSync(
      join(root, 'entry.ts'),
      'import { answer } from "./part.ts"\nexport const handler = async () => [answer, (await import("./later.ts")).later]',
    )
    return { root, cacheDirectory: join(root, 'cache') }
  }
  const make = async (options: { root: string; cacheDirectory: string }) =>
    (await bundle(['entry.ts'], options)).get('entry.ts')!

  it('runs, and keeps what is imported on demand in a file of its own', async () => {
    const { directory } = await make(project())
    const { handler } = (await import(join(directory, 'index.mjs'))) as { handler(): Promise<unknown> }
    expect(await handler()).toEqual([42, 'later'])
    expect(readdirSync(directory).filter((name) => name.startsWith('chunk-') || name.startsWith('later-'))).not.toEqual(
      [],
    )
  })

  it('comes out of the cache until something that it is made of changes', async () => {
    const options = project()
    const first = await make(options)
    const second = await make(options)
    expect([first.cached, second.cached]).toEqual([false, true])
    expect(second.directory).toBe(first.directory)
    writeFileSync(join(options.root, 'part.ts'), 'export const answer: number = 43')
    const third = await make(options)
    expect(third.cached).toBe(false)
    expect(third.directory).not.toBe(first.directory)
  })

  it('has the same folder for the same content, wherever it is made', async () => {
    const [one, other] = await Promise.all([make(project()), make(project())])
    expect(one.directory.split('/').at(-1)).toBe(other.directory.split('/').at(-1))
    expect(statSync(one.directory).isDirectory()).toBe(true)
  })

  it('names every entry that does not exist', async () => {
    await expect(bundle(['no.ts', 'such.ts'], project())).rejects.toThrow('No such file: no.ts, such.ts.')
  })
})
