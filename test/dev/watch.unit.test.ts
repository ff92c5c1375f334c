import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchFiles } from '../../dev/watch/changed-files.ts'
import { importsOf } from '../../dev/watch/imports.ts'
import { type MakeBundles, swapCode } from '../../dev/watch/swap-code.ts'
import { apply, type WatchSteps } from '../../dev/watch/watch.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

describe('what a module loads', () => {
  it('is found through imports of every form, also of a file that is not there yet', () => {
    write('bin/app.ts', "const { a } = await import('../lib/a.ts')\n")
    write('lib/a.ts', "import { b } from './b.ts'\nexport { c } from './c.ts'\nimport type { X } from 'aws-cdk-lib'\n")
    write('lib/b.ts', "import {\n  a,\n} from './a.ts'\n")
    expect([...importsOf(join(root, 'bin/app.ts'))].toSorted()).toEqual(
      ['bin/app.ts', 'lib/a.ts', 'lib/b.ts', 'lib/c.ts'].map((file) => join(root, file)),
    )
  })
})

describe('a file that is watched', () => {
  it('is seen each time that it is saved, however often an editor puts another file in its place', async () => {
    write('lambdas/a/handler.ts', 'export const a = 0')
    const seen: (() => void)[] = []
    const watched = watchFiles(
      root,
      ['lambdas'],
      (files) => {
        expect(files).toEqual([join(root, 'lambdas/a/handler.ts')])
        seen.shift()?.()
      },
      (problem) => expect.unreachable(problem),
    )
    await watched.ready
    try {
      for (let save = 1; save <= 3; save++) {
        const told = new Promise<void>((resolve) => seen.push(resolve))
        write('lambdas/a/handler.ts.tmp', `export const a = ${save}`)
        renameSync(join(root, 'lambdas/a/handler.ts.tmp'), join(root, 'lambdas/a/handler.ts'))
        await told
      }
    } finally {
      await watched.close()
    }
  })
})

describe('functions whose code has changed', () => {
  const bundleOf = (folder: string): MakeBundles => {
    const made = (module: string) => ({
      directory: join(root, folder),
      module,
      bytes: 1,
      cached: false,
      revision: 'r',
      sourceMaps: [] as string[],
    })
    return async (entries) => new Map(entries.map((entry) => [entry, made(entry.replace('.ts', ''))]))
  }

  it('get the new one, and no others', async () => {
    write('one/lambdas/a/handler.mjs', "import './chunks/shared-1.mjs'")
    write('one/lambdas/b/handler.mjs', "import './chunks/other-1.mjs'")
    write('two/lambdas/a/handler.mjs', "import './chunks/shared-2.mjs'")
    write('two/lambdas/b/handler.mjs', "import './chunks/other-1.mjs'")
    const swapped: string[] = []
    const functionOf = (name: string) => ({
      name,
      arn: name,
      handler: `lambdas/${name}/handler.handler`,
      codeDir: join(root, 'one'),
      environment: {},
      description: `Consumer ${name}`,
    })
    const inline = { ...functionOf('inline'), handler: 'index.handler' }
    const functions = {
      list: () => [functionOf('a'), functionOf('b'), inline],
      updateCode: (name: string, directory: string) => void swapped.push(`${name} ${directory}`),
    }
    expect(await swapCode(functions, root, bundleOf('two'))).toEqual(['Consumer a'])
    expect(swapped).toEqual([`a ${join(root, 'two')}`])
    expect(await swapCode(functions, root, bundleOf('one'))).toEqual([])
  })
})

describe('a save', () => {
  const saved = async (file: string, changes: Partial<WatchSteps> = {}) => {
    write('bin/app.ts', "import '../lib/services.ts'\n")
    write('lib/services.ts', "import '../lambdas/a/service.ts'\n")
    const did: string[] = []
    const steps: WatchSteps = {
      swap: async () => {
        did.push('swap')
        return ['Consumer a']
      },
      redeploy: async () => {
        did.push('redeploy')
        return 'the stack: 1 updated'
      },
      checkTypes: () => void did.push('types'),
      say: (text) => void did.push(stripVTControlCharacters(text).replace(/\d+ ms/, '… ms')),
      ...changes,
    }
    await apply(root, new Set([join(root, file)]), steps)
    return did
  }

  it('of a handler reloads its function and checks types', async () => {
    expect(await saved('lambdas/a/handler.ts')).toEqual(['swap', 'reloaded  Consumer a  … ms', 'types'])
  })

  it('of a declaration updates the stack besides', async () => {
    const all = ['swap', 'reloaded  Consumer a  … ms', 'types', 'redeploy', 'reloaded  the stack: 1 updated  … ms']
    expect(await saved('lambdas/a/service.ts')).toEqual(all)
  })

  it('of infrastructure or of the settings of a stage updates the stack only', async () => {
    const all = ['types', 'redeploy', 'reloaded  the stack: 1 updated  … ms']
    expect(await saved('lib/services.ts')).toEqual(all)
    expect(await saved('stages/dev.json')).toEqual(all)
  })

  it('that changes nothing that runs says nothing', async () => {
    const nothing = { swap: async () => [], redeploy: async () => undefined }
    expect(await saved('lambdas/a/service.ts', nothing)).toEqual(['types'])
  })

  it('that does not parse is told, and nothing is synthesized from it', async () => {
    const swap = () => Promise.reject(new Error('lambdas/a/service.ts:1:5: Unexpected token'))
    expect(await saved('lambdas/a/service.ts', { swap })).toEqual([
      'The code stays as it was: lambdas/a/service.ts:1:5: Unexpected token',
      'types',
    ])
  })

  it('of a declaration that breaks a rule is told, and the next one is worked on', async () => {
    const redeploy = () => Promise.reject(new Error('Two consumers are named "a".'))
    expect(await saved('lib/services.ts', { redeploy })).toEqual([
      'types',
      'The stack stays as it was: Two consumers are named "a".',
    ])
  })
})
