import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DeclarationError } from '../../../events/declaration-error.ts'
import { originOf } from '../../../lambdas/runtime/dead-letter/origin/own-frame.ts'
import { PLACE_TABLE, type PlaceTable } from '../../../lambdas/runtime/declarations/places.ts'
import { type BundleLayout, bundle } from '../../../lib/functions/bundling/bundle.ts'
import { BundleCache } from '../../../lib/functions/bundling/bundle-cache.ts'
import { bundleServices } from '../../../lib/functions/bundling/bundle-services.ts'
import type { BundlerOutput } from '../../../lib/functions/bundling/bundler.ts'
import { entriesOf } from '../../../lib/functions/entries.ts'
import { services } from '../../../lib/services.ts'
import { mapStack } from '../../../ops/source-maps/map-stack.ts'
import { createSourceMaps, mapsOfThisMachine } from '../../../ops/source-maps/source-maps.ts'
import { eventually } from '../../support/eventually.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'

const folder = () => folderOfTheRun('bundle-')

describe('the bundles', () => {
  it('of all functions are ES modules that export a handler', async () => {
    const bundles = await bundleServices(services, 'shared')
    expect([...bundles.keys()].toSorted()).toEqual([...new Set(entriesOf(services))].toSorted())
    for (const { directory, module } of bundles.values()) {
      expect(readFileSync(join(directory, `${module}.mjs`), 'utf8'), module).toMatch(/export\{[^}]*\bhandler\b/)
    }
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
    expect(readdirSync(join(directory, 'chunks'))).toEqual([expect.stringMatching(/^later-.*\.mjs$/)])
  })

  it('that cannot be made is told with all others, each mistake once', async () => {
    const options = project()
    const write = (name: string, text: string) => writeFileSync(join(options.root, name), text)
    write('broken.ts', 'const = 3')
    write('lost.ts', 'export * from "./nowhere.ts"')
    for (const name of ['one', 'two']) write(`${name}.ts`, 'import "./broken.ts"')
    const made = bundle(['lost.ts', 'one.ts', 'two.ts', 'entry.ts'], options)
    const error = await made.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DeclarationError)
    expect((error as Error).message.split('\n')).toEqual([
      expect.stringMatching(/^broken\.ts:1:7: /),
      expect.stringMatching(/^lost\.ts:1:\d+: .*nowhere/),
    ])
  })

  it('may share one folder with others, for a fast start', async () => {
    const options = project()
    writeFileSync(join(options.root, 'other.ts'), 'export { answer } from "./part.ts"')
    const bundles = await bundle(['entry.ts', 'other.ts'], { ...options, layout: 'shared' })
    const { directory, module } = bundles.get('other.ts')!
    expect(module).toBe('other')
    expect(bundles.get('entry.ts')).toMatchObject({ directory, module: 'entry' })
    expect(await import(join(directory, 'other.mjs'))).toMatchObject({ answer: 42 })
  })

  it('comes out of the cache until something that it is made of changes', async () => {
    const options = project()
    // Of what was written a moment ago, the cache does not know whether the bundler has read it as it is now.
    const newest = Math.max(
      ...['part.ts', 'later.ts', 'entry.ts'].map((file) => statSync(join(options.root, file)).ctimeMs),
    )
    await eventually(() => expect(Date.now() - newest).toBeGreaterThan(50))
    const first = await make(options)
    const second = await make(options)
    expect([first.cached, second.cached]).toEqual([false, true])
    expect(second.directory).toBe(first.directory)
    writeFileSync(join(options.root, 'part.ts'), 'export const answer: number = 43')
    const third = await make(options)
    expect(third.cached).toBe(false)
    expect(third.directory).not.toBe(first.directory)
  })

  it('is made again when a source changed while it was made: nobody knows which of both is in it', () => {
    const root = folder()
    const file = join(root, 'part.ts')
    writeFileSync(file, 'export const answer: number = 43')
    const changedAt = statSync(file).ctimeMs
    const made: BundlerOutput = {
      inputs: ['part.ts'],
      inputsOf: new Map([['entry.ts', ['part.ts']]]),
      files: [['index.mjs', 'const answer = 42']],
      sourceMaps: [],
    }
    const cache = () => new BundleCache({ root, directory: join(root, 'cache'), fingerprint: 'f' })
    cache().store('entry', 'key', made, changedAt - 10)
    expect(cache().find('entry', 'key')).toBeUndefined()
    // The time of a file is of the kernel's last tick: it may have been written later than it says.
    cache().store('entry', 'key', made, changedAt + 10)
    expect(cache().find('entry', 'key')).toBeUndefined()
    cache().store('entry', 'key', made, changedAt + 100)
    expect(cache().find('entry', 'key')).toBeDefined()
  })

  it('has the same folder for the same content, wherever it is made', async () => {
    const [one, other] = await Promise.all([make(project()), make(project())])
    expect(one.directory.split('/').at(-1)).toBe(other.directory.split('/').at(-1))
    expect(statSync(one.directory).isDirectory()).toBe(true)
  })

  it('keeps nothing for the function to find: an import that leads nowhere is an error', async () => {
    const options = project()
    writeFileSync(join(options.root, 'part.ts'), 'export { answer } from "no-such-package"')
    await expect(make(options)).rejects.toThrow('no-such-package')
  })

  it('has source maps beside it and not in it, which name the sources of the project', async () => {
    const options = project()
    const { directory, sourceMaps } = await make(options)
    const sources = sourceMaps.flatMap((path) => JSON.parse(readFileSync(path, 'utf8')).sources)
    // The constant of part.ts is all that is left of it.
    expect(sources.toSorted()).toEqual(['entry.ts', 'later.ts'])
    expect(readdirSync(directory, { recursive: true }).filter((name) => String(name).endsWith('.map'))).toEqual([])
    expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).not.toContain('sourceMappingURL')
    expect((await make(options)).sourceMaps).toEqual(sourceMaps)
  })

  it('is made again when its source maps are gone', async () => {
    const options = project()
    const { sourceMaps } = await make(options)
    rmSync(sourceMaps[0] ?? '')
    expect((await make(options)).cached).toBe(false)
    expect(existsSync(sourceMaps[0] ?? '')).toBe(true)
  })

  it.each<BundleLayout>(['separate', 'shared'])('gives a stack back its places in the sources: %s', async (layout) => {
    const options = project()
    writeFileSync(
      join(options.root, 'part.ts'),
      'interface Nothing {}\nexport const answer: number = 42\nexport function fail(what: string): Nothing {\n  throw new Error(what)\n}\n',
    )
    writeFileSync(
      join(options.root, 'entry.ts'),
      "import { fail } from './part.ts'\n\nexport const handler = async () =>\n  fail('no')\n",
    )
    writeFileSync(join(options.root, 'other.ts'), "export { fail } from './part.ts'\n")
    const bundles = await bundle(['entry.ts', 'other.ts'], { ...options, layout })
    const { directory, module } = bundles.get('entry.ts')!
    // In a process of its own: here the test runner would change the code, and so its columns.
    const program = `import('${join(directory, module)}.mjs').then(({ handler }) => handler()).catch(({ stack }) => console.log(stack))`
    const stack = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })
    const maps = createSourceMaps(mapsOfThisMachine(join(options.cacheDirectory, 'source-maps')))
    expect(stack).not.toContain('part.ts')
    expect((await mapStack(stack, maps)).split('\n').slice(0, 3)).toEqual([
      'Error: no',
      expect.stringMatching(/^ {4}at (.*\()?part\.ts:4:/),
      expect.stringMatching(/^ {4}at (.*\()?entry\.ts:4:/),
    ])
  })

  it('names every entry that does not exist', async () => {
    await expect(bundle(['no.ts', 'such.ts'], project())).rejects.toThrow('No such file: no.ts, such.ts.')
  })
})

describe('the place that an error of a bundle comes from', () => {
  const filesOf = (part: string) => ({
    'part.ts': part,
    'entry.ts': "import { charge } from './part.ts'\nexport const handler = async (n: number) => charge(n)\n",
    'other.ts': "export { charge } from './part.ts'\n",
  })
  const part = `export function charge(n: number) {
  if (n === 1) throw new TypeError(\`no account \${n}\`)
  if (n === 2) throw new TypeError('no money')
  return n
}
`
  const originsOf = async (source: string, layout: BundleLayout) => {
    const root = folder()
    for (const [name, text] of Object.entries(filesOf(source))) writeFileSync(join(root, name), text)
    const bundles = await bundle(['entry.ts', 'other.ts'], { root, layout, cacheDirectory: join(root, 'cache') })
    const { directory, module } = bundles.get('entry.ts')!
    const table = JSON.parse(readFileSync(join(directory, PLACE_TABLE), 'utf8')) as PlaceTable
    const program = `const { handler } = await import('${join(directory, module)}.mjs')
      for (const n of [1, 2]) await handler(n).catch(({ message, stack }) => console.log(JSON.stringify({ message, stack })))`
    const lines = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    return lines
      .trim()
      .split('\n')
      .map((line) => originOf(JSON.parse(line), table))
  }

  it.each<BundleLayout>(['separate', 'shared'])('is the statement that threw: %s', async (layout) => {
    const [first, second] = await originsOf(part, layout)
    expect(first).toEqual([{ file: 'part.ts', name: 'charge', statement: expect.stringMatching(/^[0-9a-f]{6}$/) }])
    expect(second).toEqual([{ file: 'part.ts', name: 'charge', statement: expect.any(String) }])
    expect(second).not.toEqual(first)
  })

  it('is the same after a change of anything else, even of how it is written', async () => {
    const changed = part
      .replace('if (n === 1) throw', '// Nobody has one yet.\n  if (n === 0) return 1\n  if (n === 1)\n    throw')
      .replace('return n', 'console.log(n)\n  return n')
    expect(changed).not.toBe(part)
    expect(await originsOf(changed, 'separate')).toEqual(await originsOf(part, 'separate'))
  })
})
