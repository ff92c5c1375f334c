import { expect, test } from 'vitest'
import type { FunctionDefinition, InvocationResult } from '../../../local/lambda/index.ts'
import { functionsFrom } from './fixture.ts'

const answerOf = ({ payload }: InvocationResult) => JSON.parse(payload)

/** Functions with 128 MB; the one called `large`, if there is one, has 1024. */
function functionsOf(sources: Record<string, string>) {
  const functions = functionsFrom(sources, { isolation: 'shared' })
  if ('large' in sources) enlarge('large', functions)
  return functions
}

const enlarge = (name: string, functions: Pick<ReturnType<typeof functionsFrom>, 'find' | 'redefine'>) =>
  functions.redefine({ ...(functions.find(name) as FunctionDefinition), memoryMb: 1024 })

/** So many megabytes of numbers: copies of one, because an array that is filled takes its memory twice. */
const megabytes = (count: string) =>
  `((one) => Array.from({ length: ${count} }, () => one.slice()))(new Array(2 ** 17).fill(Math.random()))`

const handler = (body: string) => `let count = 0
export const handler = async (event) => { ${body} }`

/** Holds so many megabytes until it is invoked again, and waits if it is told to. */
const holding = handler(`
  globalThis.held = ${megabytes('event.mb ?? 0')}
  if (event.waits) await new Promise(() => {})
  return ++count`)

const killed = { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') }

test.each([
  ['once it has run', holding, {}],
  ['while it runs', holding, { waits: true }],
  ['while it loads', `const held = ${megabytes('300')}\nexport const handler = async () => held.length`, {}],
])('a function that holds more than its memory is ended %s, whatever garbage others have left', async (...given) => {
  const [, small, event] = given
  await using functions = functionsOf({ small, large: holding })
  expect(answerOf(await functions.invoke('large', { mb: 400 }))).toBe(1)
  expect(answerOf(await functions.invoke('large', {}))).toBe(2)
  expect((await functions.invoke('small', { mb: 300, ...event })).error).toMatchObject(killed)
  expect(answerOf(await functions.invoke('large', { mb: 300 }))).toBe(3)
})

test('an environment never gathers more than its memory over its invocations', async () => {
  const small = `const held = []
export const handler = async () => held.push(...${megabytes('50')})`
  await using functions = functionsOf({ small, large: holding })
  await functions.invoke('large', {})
  for (let time = 0; time < 6; time++) {
    const { payload, error } = await functions.invoke('small', {})
    if (error) expect(error).toMatchObject(killed)
    else expect(JSON.parse(payload)).toBeLessThanOrEqual(128)
  }
})

test('garbage takes up no memory', async () => {
  const small = handler(`
    for (let time = 0; time < 30; time++) globalThis.last = ${megabytes('20')}
    return ++count`)
  await using functions = functionsOf({ small, large: holding })
  await functions.invoke('large', {})
  expect((await functions.invoke('small', {})).error).toBeUndefined()
})

test('a function takes up no memory of one that has less, even by what it gathers after its answer', async () => {
  const done = `new URL('../done', import.meta.url)`
  const large = `import { writeFileSync } from 'node:fs'
${handler(`
  const held = []
  const timer = setInterval(() => {
    held.push(${megabytes('20')})
    if (held.length < 12) return
    clearInterval(timer)
    writeFileSync(${done}, '')
  }, 2)
  return ++count`)}`
  const small = `import { existsSync } from 'node:fs'
${handler(`
  while (!existsSync(${done})) await new Promise((resolve) => setTimeout(resolve, 2))
  return ++count`)}`
  await using functions = functionsOf({ large, small })
  expect(answerOf(await functions.invoke('large', {}))).toBe(1)
  expect(answerOf(await functions.invoke('small', {}))).toBe(1)
  expect(answerOf(await functions.invoke('small', {}))).toBe(2)
})

test('a function that gets more memory has it from its next invocation on', async () => {
  await using functions = functionsOf({ small: holding })
  expect(answerOf(await functions.invoke('small', {}))).toBe(1)
  enlarge('small', functions)
  expect(answerOf(await functions.invoke('small', { mb: 300 }))).toBe(1)
})
