import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FunctionDefinition, LocalFunctions } from '../../../local/lambda/index.ts'
import { answerOf, functionsOf, inThread } from './fixture.ts'

test('process.env that a function assigns is its own', async () => {
  const assigning = `process.env = { ...process.env, SET: 'yes' }
    export const handler = async () => ({ ...process.env })`
  const reading = 'export const handler = async () => ({ ...process.env })'
  await using functions = functionsOf(
    { 'before.mjs': reading, 'assigns.mjs': assigning, 'after.mjs': reading },
    { before: {}, assigns: { environment: { NAME: 'assigns' } }, after: { environment: { NAME: 'after' } } },
  )
  const key = async (name: string) => {
    const { NAME, SET, AWS_ACCESS_KEY_ID, _X_AMZN_TRACE_ID } = answerOf(await functions.invoke(name, {}))
    return [NAME, SET, AWS_ACCESS_KEY_ID, typeof _X_AMZN_TRACE_ID]
  }
  expect(await key('before')).toEqual([undefined, undefined, 'LOCAL0W1', 'string'])
  expect(await key('assigns')).toEqual(['assigns', 'yes', 'LOCAL1W1', 'string'])
  expect(await key('after')).toEqual(['after', undefined, 'LOCAL2W1', 'string'])
  expect(await key('before')).toEqual([undefined, undefined, 'LOCAL0W1', 'string'])
})

test('what a function replaces of Node.js, such as console.log or Date.now, is replaced for itself alone', async () => {
  const body =
    'console.log("said"); console.error("failed"); return [Date.now() === 0, (await fetch("data:,text")).text !== 1]'
  await using functions = functionsOf(
    {
      'replaces.mjs': `console.log = () => {}
        process.stdout.write = process.stderr.write = () => true
        Date.now = () => 0
        globalThis.fetch = async () => ({ text: 1 })
        ${inThread(body)}`,
      'other.mjs': inThread(body),
    },
    { replaces: {}, other: {} },
  )
  const lines: string[] = []
  functions.onLog((name, line) => lines.push(`${name}: ${line.split('\t').at(-1)}`))
  for (let time = 0; time < 2; time++) {
    expect(answerOf(await functions.invoke('replaces', {}))).toEqual([true, false])
    expect(answerOf(await functions.invoke('other', {}))).toEqual([false, true])
  }
  expect(lines).toEqual(['other: said', 'other: failed', 'other: said', 'other: failed'])
})

test('what a package replaces while it is imported is replaced for all', async () => {
  const source = "import './node_modules/fixed/index.mjs'\nexport const handler = async () => Math.random()"
  await using functions = functionsOf(
    { 'one.mjs': source, 'other.mjs': source, 'node_modules/fixed/index.mjs': 'Math.random = () => 7' },
    { one: {}, other: {} },
  )
  expect(answerOf(await functions.invoke('one', {}))).toBe(7)
  expect(answerOf(await functions.invoke('other', {}))).toBe(7)
})

describe('a package that cannot be evaluated', () => {
  const uses = "export { handler } from './node_modules/uses/index.mjs'"
  const configured = `
    if (!process.env.NEEDED) throw new Error('NEEDED is missing')
    export const value = process.env.NEEDED`
  const packages = {
    'node_modules/configured/index.mjs': configured,
    'node_modules/uses/index.mjs': `import { id } from '../thread/index.mjs'
      import { value } from '../configured/index.mjs'
      export const handler = async () => ({ id, value })`,
  }

  test('for want of a variable is evaluated for a function that has it', async () => {
    await using functions = functionsOf(
      { ...packages, 'good.mjs': inThread('return id'), 'lacks.mjs': uses, 'has.mjs': uses },
      { good: {}, lacks: {}, has: { environment: { NEEDED: 'yes' } } },
    )
    const id = answerOf(await functions.invoke('good', {}))
    for (let time = 0; time < 2; time++) {
      expect((await functions.invoke('lacks', {})).error?.errorMessage).toBe('NEEDED is missing')
    }
    expect(answerOf(await functions.invoke('has', {}))).toEqual({ id, value: 'yes' })
    expect(answerOf(await functions.invoke('good', {}))).toBe(id)
  })

  test('is evaluated again for the next environment', async () => {
    await using functions = functionsOf(
      {
        'node_modules/passing/index.mjs': `import { existsSync } from 'node:fs'
          if (!existsSync(import.meta.dirname + '/there')) throw new Error('not yet')`,
        'one.mjs': "import './node_modules/passing/index.mjs'\nexport const handler = async () => 'loaded'",
      },
      { one: {} },
    )
    expect((await functions.invoke('one', {})).error?.errorMessage).toBe('not yet')
    const { codeDir } = functions.find('one') as FunctionDefinition
    writeFileSync(join(codeDir, 'node_modules/passing/there'), '')
    expect(answerOf(await functions.invoke('one', {}))).toBe('loaded')
  })
})

test.each([
  ['when it is invoked', (functions: LocalFunctions) => functions.invoke('exits', {})],
  ['ahead of its first invocation', (functions: LocalFunctions) => functions.warm()],
])('a function that ends its thread while it loads is kept apart from then on, also %s', async (_, load) => {
  await using functions = functionsOf(
    { 'good.mjs': inThread('return { id, count: ++count }'), 'exits.mjs': 'process.exit(1)' },
    { good: {}, exits: {} },
  )
  await functions.invoke('good', {})
  await load(functions)
  const after = answerOf(await functions.invoke('good', {}))
  expect((await functions.invoke('exits', {})).error?.errorType).toBe('Runtime.ExitError')
  expect(answerOf(await functions.invoke('good', {}))).toEqual({ ...after, count: after.count + 1 })
})
