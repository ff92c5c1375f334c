import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FunctionDefinition } from '../../../local/lambda/index.ts'
import { answerOf, functionsFrom, functionsOf, inThread } from './fixture.ts'

/** Waits for what another function in the same thread does. */
const until = (condition: string) => `while (!(${condition})) await new Promise((r) => setTimeout(r, 2))`

describe('functions that share a thread', () => {
  test('have packages in common, and nothing of their own code', async () => {
    const state = `import './own.mjs'\n${inThread('return { id, count: ++count, own: globalThis.own }')}`
    await using functions = functionsOf(
      { 'one.mjs': state, 'other.mjs': state, 'own.mjs': 'globalThis.own = Math.random()' },
      { one: {}, other: {} },
    )
    const [first, second, other] = [
      answerOf(await functions.invoke('one', {})),
      answerOf(await functions.invoke('one', {})),
      answerOf(await functions.invoke('other', {})),
    ]
    expect(second).toEqual({ ...first, count: 2 })
    expect(other).toEqual({ id: first.id, count: 1, own: expect.any(Number) })
    expect(other.own).not.toBe(first.own)
  })

  test('share what packages add to globalThis, whichever function loaded them', async () => {
    const source = "import './node_modules/global/index.mjs'\nexport const handler = async () => globalThis.shared"
    await using functions = functionsOf(
      { 'one.mjs': source, 'other.mjs': source, 'node_modules/global/index.mjs': 'globalThis.shared = Math.random()' },
      { one: {}, other: {} },
    )
    const first = answerOf(await functions.invoke('one', {}))
    expect(first).toEqual(expect.any(Number))
    expect(answerOf(await functions.invoke('other', {}))).toBe(first)
    expect(answerOf(await functions.invoke('one', {}))).toBe(first)
  })

  test('have environments and credentials of their own, also in what they leave behind', async () => {
    const source = inThread(`
      process.env.SET = event.set
      const after = new Promise((done) => setTimeout(() => done({ ...process.env }), 1))
      return { id, now: { ...process.env }, later: await after, has: 'NAME' in process.env, home: process.env.HOME }`)
    await using functions = functionsOf(
      { 'one.mjs': source, 'other.mjs': source },
      { one: { environment: { NAME: 'first' } }, other: { environment: { NAME: 'second' } } },
    )
    const one = answerOf(await functions.invoke('one', { set: 1 }))
    const other = answerOf(await functions.invoke('other', { set: 2 }))
    expect(other.id).toBe(one.id)
    expect([one.now.NAME, one.later.NAME, one.now.SET, one.has]).toEqual(['first', 'first', '1', true])
    expect([other.now.NAME, other.later.NAME, other.now.SET, other.has]).toEqual(['second', 'second', '2', true])
    expect(one).not.toHaveProperty('home')
    expect([one.now.AWS_ACCESS_KEY_ID, other.now.AWS_ACCESS_KEY_ID]).toEqual(['LOCAL0W1', 'LOCAL1W1'])
  })

  test('log as themselves, also what they left running when another runs', async () => {
    await using functions = functionsOf(
      {
        'one.mjs': inThread(`
          const later = async () => { ${until('shared.otherRuns')}; console.log('late'); shared.isLate = true }
          void later(); process.stdout.write('half'); return id`),
        'other.mjs': inThread(`console.log('mine'); shared.otherRuns = true; ${until('shared.isLate')}; return id`),
      },
      { one: {}, other: {} },
    )
    const lines: string[] = []
    functions.onLog((name, line) => lines.push(`${name}: ${line.split('\t').at(-1)}`))
    const one = answerOf(await functions.invoke('one', {}))
    expect(answerOf(await functions.invoke('other', {}))).toBe(one)
    expect(lines).toEqual(['one: half', 'other: mine', 'one: late'])
  })

  test('run one at a time in it, and elsewhere when they wait for one another', async () => {
    await using functions = functionsOf(
      {
        'one.mjs': `import { existsSync } from 'node:fs'\n${inThread(`${until('existsSync(event.file)')}; return id`)}`,
        'other.mjs': `import { writeFileSync } from 'node:fs'\n${inThread('writeFileSync(event.file, ""); return id')}`,
      },
      { one: {}, other: {} },
    )
    const event = { file: join(functions.find('one')?.codeDir ?? '', 'other-has-run') }
    const [one, other] = await Promise.all([
      functions.invoke('one', event).then(answerOf),
      functions.invoke('other', event).then(answerOf),
    ])
    expect(other).not.toBe(one)
  })

  test('of different memory do not share one, because it is the limit of its heap', async () => {
    const source = inThread('return id')
    await using functions = functionsOf(
      { 'one.mjs': source, 'other.mjs': source },
      { one: {}, other: { memoryMb: 256 } },
    )
    expect(answerOf(await functions.invoke('other', {}))).not.toBe(answerOf(await functions.invoke('one', {})))
  })
})

describe('a function that ends its thread', () => {
  const steady = inThread(
    'if (event.ms) await new Promise((r) => setTimeout(r, event.ms)); return { id, count: ++count }',
  )

  test.each([
    ['by an endless loop', 'while (true);', 'Sandbox.Timedout'],
    ['by a promise that never settles', 'await new Promise(() => {})', 'Sandbox.Timedout'],
    [
      'by an uncaught exception',
      'setImmediate(() => { throw new Error("late") }); await new Promise(() => {})',
      'Error',
    ],
    ['by process.exit', 'process.exit(3)', 'Runtime.ExitError'],
    [
      'by taking all memory',
      'const all = []; while (true) all.push(new Array(1e5).fill(Math.random()))',
      'Runtime.ExitError',
    ],
  ])('%s hits no invocation of another, and is kept apart from then on', async (_, statement, errorType) => {
    await using functions = functionsOf(
      { 'bad.mjs': inThread(`if (event.bad) { ${statement} } return { id }`), 'good.mjs': steady },
      { bad: errorType === 'Sandbox.Timedout' ? { timeoutSeconds: 0.5 } : {}, good: {} },
    )
    const before = answerOf(await functions.invoke('good', {}))
    const [bad, meanwhile] = await Promise.all([
      functions.invoke('bad', { bad: true }),
      functions.invoke('good', { ms: 1500 }),
    ])
    expect(bad.error).toMatchObject({ errorType })
    expect(meanwhile.error).toBeUndefined()
    const after = answerOf(await functions.invoke('good', {}))
    expect(before.count).toBe(1)
    let again = await functions.invoke('bad', {})
    // A slow machine may take the time that is all the function has here.
    while (again.error?.errorType === 'Sandbox.Timedout') again = await functions.invoke('bad', {})
    expect(answerOf(again).id).not.toBe(after.id)
  })

  test('shares one again once its code is another', async () => {
    await using functions = functionsOf(
      { 'bad.mjs': inThread('if (event.bad) process.exit(1); return { id }'), 'good.mjs': steady },
      { bad: {}, good: {} },
    )
    await functions.invoke('bad', { bad: true })
    const { codeDir } = functions.find('bad') as FunctionDefinition
    functions.updateCode('bad', codeDir)
    expect(answerOf(await functions.invoke('bad', {})).id).toBe(answerOf(await functions.invoke('good', {})).id)
  })

  test('by what it left behind ends alone', async () => {
    await using functions = functionsOf(
      {
        'left.mjs': inThread('setTimeout(() => { throw new Error("left behind") }, 50); return { id, count: ++count }'),
        'good.mjs': steady,
      },
      { left: {}, good: {} },
    )
    const left = answerOf(await functions.invoke('left', {}))
    const good = await functions.invoke('good', { ms: 500 })
    expect(good.error).toBeUndefined()
    expect(answerOf(good).id).toBe(left.id)
    expect(answerOf(await functions.invoke('left', {}))).toEqual({ id: left.id, count: 1 })
  })
})

describe('code', () => {
  test('of one function is replaced alone', async () => {
    const source = inThread('return { id, count: ++count }')
    await using functions = functionsOf(
      { 'one.mjs': source, 'other.mjs': source, 'next/one.mjs': 'export const handler = async () => "next"' },
      { one: {}, other: {} },
    )
    await functions.invoke('one', {})
    const other = answerOf(await functions.invoke('other', {}))
    const { codeDir } = functions.find('one') as FunctionDefinition
    functions.updateCode('one', join(codeDir, 'next'))
    expect(answerOf(await functions.invoke('one', {}))).toBe('next')
    expect(answerOf(await functions.invoke('other', {}))).toEqual({ ...other, count: 2 })
  })

  test('that cannot be loaded fails its function alone', async () => {
    await using functions = functionsOf(
      {
        'missing.mjs': "import './nowhere.mjs'\nexport const handler = async () => 1",
        'broken.mjs': "import './syntax.mjs'\nexport const handler = async () => 1",
        'syntax.mjs': 'export const = 1',
        'good.mjs': inThread('return count'),
      },
      { missing: {}, broken: {}, good: {} },
    )
    for (let time = 0; time < 2; time++) {
      expect((await functions.invoke('missing', {})).error?.errorMessage).toContain('nowhere.mjs')
      expect((await functions.invoke('broken', {})).error?.errorType).toBe('SyntaxError')
    }
    expect(answerOf(await functions.invoke('good', {}))).toBe(0)
  })

  test('may import in a circle, on demand, and after waiting', async () => {
    await using functions = functionsOf(
      {
        'all.mjs': `import fs, { existsSync } from 'node:fs'
          import { even } from './even.mjs'
          const waited = await Promise.resolve('waited')
          export const handler = async () => [even(4), waited, (await import('./lazy.mjs')).default, existsSync === fs.existsSync, import.meta.filename]`,
        'even.mjs': "import { odd } from './odd.mjs'\nexport const even = (n) => n === 0 || odd(n - 1)",
        'odd.mjs': "import { even } from './even.mjs'\nexport const odd = (n) => n !== 0 && even(n - 1)",
        'lazy.mjs': "export default 'lazy'",
      },
      { all: {} },
    )
    const { codeDir } = functions.find('all') as FunctionDefinition
    const answer = answerOf(await functions.invoke('all', {}))
    expect(answer).toEqual([true, 'waited', 'lazy', true, join(codeDir, 'all.mjs')])
  })

  test('has its whole stack in errors, wherever it lies', async () => {
    const source = 'function thrower() { throw new Error("no") }\nexport const handler = async () => thrower()'
    await using functions = functionsOf({ 'fails.mjs': source }, { fails: {} }, 'local/lambda')
    const { codeDir } = functions.find('fails') as FunctionDefinition
    const { error } = await functions.invoke('fails', {})
    expect(error?.trace).toEqual([
      'Error: no',
      expect.stringContaining(`thrower (file://${codeDir}/fails.mjs:1:`),
      expect.stringContaining(`handler (file://${codeDir}/fails.mjs:2:`),
    ])
  })

  test('of CommonJS has a thread of its own', async () => {
    await using functions = functionsFrom(
      { cjs: 'let n = 0; exports.handler = async () => ++n', other: 'let n = 10; exports.handler = async () => ++n' },
      { file: 'index.js', isolation: 'shared' },
    )
    expect([answerOf(await functions.invoke('cjs', {})), answerOf(await functions.invoke('other', {}))]).toEqual([
      1, 11,
    ])
  })
})
