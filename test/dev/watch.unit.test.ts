import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchFiles } from '../../dev/watch/changed-files.ts'
import { importsOf } from '../../dev/watch/imports.ts'
import { startWatching } from '../../dev/watch/index.ts'
import { type Bundling, codeSwapper, keepingCode } from '../../dev/watch/swap-code.ts'
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
    write(
      'lib/a.ts',
      "import { b } from './b.ts'\nexport { c } from \"./c.ts\"\nimport type { X } from 'aws-cdk-lib'\n",
    )
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
    const watched = watchFiles({
      root,
      folders: ['lambdas'],
      since: Number.POSITIVE_INFINITY,
      onChange: (files) => {
        expect(files).toEqual([join(root, 'lambdas/a/handler.ts')])
        seen.shift()?.()
      },
      onProblem: (problem) => expect.unreachable(problem),
    })
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

describe('a file that was saved before anything was watched', () => {
  it('is a change if what runs was made before that, and no other is', async () => {
    const since = 1_777_000_000_000
    for (const [file, saved] of [
      ['before.ts', since - 1000],
      ['since.ts', since + 1000],
      ['notes.md', since + 1000],
    ] as const) {
      write(`lambdas/${file}`, '')
      utimesSync(join(root, 'lambdas', file), saved / 1000, saved / 1000)
    }
    const { promise: told, resolve: onChange } = Promise.withResolvers<readonly string[]>()
    const onProblem = (problem: string) => expect.unreachable(problem)
    const watched = watchFiles({ root, folders: ['lambdas'], since, onChange, onProblem })
    try {
      expect(await told).toEqual([join(root, 'lambdas/since.ts')])
    } finally {
      await watched.close()
    }
  })
})

describe('functions whose code has changed', () => {
  /** Each entry's bundle says what was bundled with it, and in which turn. */
  function project(sources: Record<string, readonly string[]>) {
    const bundled: string[][] = []
    let mistake: string | undefined
    let text = 'first'
    const inputsOf = new Map(Object.entries(sources))
    const bundling: Bundling = {
      lastInputs: () => new Map(inputsOf),
      bundle: async (entries) => {
        bundled.push([...entries])
        if (mistake !== undefined) throw new Error(mistake)
        const folder = `made-${bundled.length}`
        for (const entry of entries) write(`${folder}/${entry.replace('.ts', '.mjs')}`, `${entry} ${text}`)
        const made = (entry: string) => ({
          directory: join(root, folder),
          module: entry.replace('.ts', ''),
          bytes: 1,
          cached: false,
        })
        const more = (entry: string) => ({ revision: 'r', sourceMaps: [], inputs: inputsOf.get(entry) ?? [] })
        return new Map(entries.map((entry) => [entry, { ...made(entry), ...more(entry) }]))
      },
    }
    const codeDirs = new Map<string, string>()
    const functions = {
      list: () => [
        ...[...inputsOf.keys()].map((entry) => ({
          name: entry,
          arn: entry,
          handler: `${entry.replace('.ts', '')}.handler`,
          codeDir: codeDirs.get(entry) ?? join(root, 'deployed'),
          environment: {},
          description: `Function of ${entry}`,
        })),
        { name: 'inline', arn: 'inline', handler: 'index.handler', codeDir: root, environment: {} },
      ],
      updateCode: (name: string, directory: string) => void codeDirs.set(name, directory),
    }
    const swap = codeSwapper(functions, root, async () => bundling)
    return {
      bundled,
      inputsOf,
      save: (...files: string[]) => swap(files.map((file) => join(root, file))),
      change: (now: string, wrong?: string) => {
        text = now
        mistake = wrong
      },
    }
  }
  const a = 'lambdas/a/handler.ts'
  const b = 'lambdas/b/handler.ts'
  const two = () => project({ [a]: [a, 'lambdas/a/rules.ts', 'events/order.ts'], [b]: [b, 'events/order.ts'] })

  it('are bundled and reloaded, and no others', async () => {
    const { bundled, save, change } = two()
    expect(await save('lambdas/a/rules.ts')).toEqual([`Function of ${a}`])
    expect(bundled).toEqual([[a]])
    change('second')
    expect(await save('events/order.ts')).toEqual([`Function of ${a}`, `Function of ${b}`])
    expect(bundled).toEqual([[a], [a, b]])
  })

  it('stay as they are when their bundle is the same as before, and nothing is bundled for a file that none of them loads', async () => {
    const { bundled, save } = two()
    await save('lambdas/a/rules.ts')
    expect(await save('lambdas/a/rules.ts')).toEqual([])
    expect(await save('lambdas/a/types.ts')).toEqual([])
    expect(bundled).toEqual([[a], [a]])
  })

  it('are known by the files that they load now', async () => {
    const { bundled, inputsOf, save, change } = two()
    inputsOf.set(b, [b, 'lambdas/b/new.ts'])
    await save(b)
    change('second')
    expect(await save('lambdas/b/new.ts')).toEqual([`Function of ${b}`])
    expect(bundled).toEqual([[b], [b]])
  })

  it('are bundled again with the next save, whatever it is, after a mistake', async () => {
    const { bundled, save, change } = two()
    change('second', 'lambdas/a/rules.ts: Could not resolve ./gone.ts')
    await expect(save('lambdas/a/rules.ts')).rejects.toThrow('Could not resolve ./gone.ts')
    change('second')
    expect(await save('lambdas/a/gone.ts')).toEqual([`Function of ${a}`])
    expect(bundled).toEqual([[a], [a]])
  })

  it('are bundled where nothing tells what they load, as those that a declaration has just added', async () => {
    const { bundled, inputsOf, save } = two()
    await save(a)
    inputsOf.set('lambdas/c/handler.ts', [])
    expect(await save('lambdas/c/other.ts')).toEqual(['Function of lambdas/c/handler.ts'])
    expect(bundled).toEqual([[a], ['lambdas/c/handler.ts']])
  })
})

it('functions have the code that was saved last also after a deployment that is rolled back', async () => {
  const functions = [
    { name: 'a', handler: 'lambdas/a/handler.handler', codeDir: 'saved' },
    { name: 'b', handler: 'lambdas/b/handler.handler', codeDir: 'deployed' },
    { name: 'inline', handler: 'index.handler', codeDir: 'first' },
  ].map((one) => ({ ...one, arn: one.name, environment: {} }))
  const [a, , inline] = functions
  const updated: string[][] = []
  const surroundings = {
    list: () => functions,
    updateCode: (name: string, directory: string) => void updated.push([name, directory]),
  }
  const rolledBack = keepingCode(surroundings, () => {
    Object.assign(a ?? {}, { codeDir: 'deployed' })
    Object.assign(inline ?? {}, { codeDir: 'second' })
    return Promise.reject(new Error('cannot create Queue (rolled back)'))
  })
  await expect(rolledBack).rejects.toThrow('cannot create Queue')
  expect(updated).toEqual([['a', 'saved']])
  expect(await keepingCode(surroundings, () => Promise.resolve('deployed'))).toBe('deployed')
  expect(updated).toHaveLength(1)
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
      stopCheck: () => void did.push('stop'),
      say: (text) => void did.push(stripVTControlCharacters(text).replace(/\d+ ms/, '… ms')),
      ...changes,
    }
    await apply(root, new Set([join(root, file)]), steps)
    // A check of what was there before is given up before anything else.
    expect(did.shift()).toBe('stop')
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

  it('of a declaration beside code that does not parse is deployed once that is mended, in whatever file', async () => {
    let mistake: string | undefined = 'lambdas/a/handler.ts:1:5: Unexpected token'
    const did: string[] = []
    const steps: WatchSteps = {
      swap: () => (mistake === undefined ? Promise.resolve([]) : Promise.reject(new Error(mistake))),
      redeploy: async () => void did.push('redeploy'),
      checkTypes: () => undefined,
      stopCheck: () => undefined,
      say: () => undefined,
    }
    const handler = join(root, 'lambdas/a/handler.ts')
    const stage = join(root, 'stages/dev.json')
    const isBehind = await apply(root, new Set([handler, stage]), steps)
    mistake = undefined
    expect([isBehind, did]).toEqual([true, []])
    expect(await apply(root, new Set([handler]), steps, isBehind)).toBe(false)
    expect(did).toEqual(['redeploy'])
  })

  it('of a declaration that could not be deployed is tried again with the next one', async () => {
    const steps: WatchSteps = {
      swap: async () => [],
      redeploy: () => Promise.reject(new Error('Stack is in CREATE_IN_PROGRESS state and can not be updated.')),
      checkTypes: () => undefined,
      stopCheck: () => undefined,
      say: () => undefined,
    }
    expect(await apply(root, new Set([join(root, 'stages/dev.json')]), steps)).toBe(true)
  })

  it('of a declaration is told as deployed, also where the timeline cannot read it again', async () => {
    // In place of the compiler, which the check of types starts.
    write('node_modules/typescript/bin/tsc', '')
    write('stages/dev.json', '{}')
    const said: string[] = []
    const { promise: isTold, resolve } = Promise.withResolvers<void>()
    const watching = startWatching({
      local: {
        functions: { list: () => [] } as never,
        deployAll: async () => ({ created: ['Queue'], updated: [], replaced: [], removed: [] }),
      },
      root,
      since: 0,
      assemblyDir: root,
      stackName: () => 'Shop',
      synthesize: () => Promise.resolve(),
      deployed: () => Promise.reject(new Error('Unexpected token')),
      say: (text) => {
        said.push(stripVTControlCharacters(text).replace(/\d+ ms/, '… ms'))
        if (said.length === 2) resolve()
      },
    })
    try {
      await isTold
    } finally {
      watching.close()
    }
    expect(said).toEqual([
      'The timeline does not know yet which consumers were added or removed: Unexpected token',
      'reloaded  the stack: 1 created  … ms',
    ])
  })
})
