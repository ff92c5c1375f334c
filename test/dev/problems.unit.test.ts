import { setImmediate as turn } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { printProblems } from '../../dev/problems.ts'
import { UsageError } from '../../local/usage/usage-error.ts'

type Local = Parameters<typeof printProblems>[0]

const noMaps = { mapOf: async () => undefined }

const described = [
  { name: 'fn-1', description: 'Consumer payment' },
  { name: 'fn-2', description: 'HTTP routes of order' },
]

function screen(all?: readonly string[]) {
  let log: (functionName: string, line: string) => void = () => {}
  let now = 0
  let text = ''
  const local = {
    onLog: (listener: typeof log) => {
      log = listener
      return () => {}
    },
    functions: {
      list: () => described,
      find: (name: string) => described.find((one) => one.name === name),
    },
  } as unknown as Local
  printProblems(
    local,
    all,
    (more) => (text += stripVTControlCharacters(more)),
    () => now,
    noMaps,
  )
  return async (functionName: string, line: object | string, afterMs = 0) => {
    now += afterMs
    text = ''
    log(functionName, typeof line === 'string' ? line : JSON.stringify(line))
    for (let round = 0; round < 10; round++) await turn()
    return text
  }
}

const stack = [
  'Error: no table',
  ...[1, 2, 3, 4, 5, 6].map((line) => `    at f${line} (/var/task/index.mjs:${line}:1)`),
].join('\n')
const failed = {
  level: 'ERROR',
  message: 'request failed',
  route: 'GET /orders/{order_id}',
  status: 500,
  error: { name: 'Error', message: 'no table', stack },
}

describe('npm start prints what goes wrong in functions', () => {
  it('the cause of a 500, with the inner end of its stack', async () => {
    const say = screen()
    const lines = (await say('fn-2', failed)).trimEnd().split('\n')
    expect(lines[0]).toMatch(/http order +ERROR request failed GET \/orders\/\{order_id\} 500$/)
    expect(lines[1]).toBe('    Error: no table')
    expect(lines).toHaveLength(6)
  })

  it('a module that does not load', async () => {
    const thrown = JSON.stringify({ errorType: 'SyntaxError', errorMessage: 'Unexpected token', stack: [] })
    const text = await screen()('fn-1', `2026-04-28T10:00:00.000Z\tundefined\tERROR\tUncaught Exception \t${thrown}`)
    expect(text).toMatch(/payment +ERROR Uncaught Exception/)
    expect(text).toContain('SyntaxError: Unexpected token')
  })

  it('the same trouble of a function once in ten seconds, and then how often it was', async () => {
    const say = screen()
    expect(await say('fn-2', failed)).not.toBe('')
    for (let time = 0; time < 3; time++) expect(await say('fn-2', failed, 1_000)).toBe('')
    expect(await say('fn-1', failed)).not.toBe('')
    expect(await say('fn-2', failed, 10_000)).toContain('and 3 more like it')
  })

  it('nothing else, unless it is asked for', async () => {
    const info = { level: 'INFO', message: 'event processed' }
    expect(await screen()('fn-1', info)).toBe('')
    expect(await screen(['payment'])('fn-1', info)).toContain('event processed')
    expect(await screen(['payment'])('fn-2', info)).toBe('')
    expect(await screen([])('fn-2', info)).toContain('event processed')
    expect(await screen([])('fn-2', { _aws: {}, EventsProcessed: 1 })).toBe('')
  })

  it('a function that is not there is a mistake', () => {
    expect(() => screen(['paiment'])).toThrow(UsageError)
    expect(() => screen(['paiment'])).toThrow('--logs: there is no function "paiment"; there are: consumer-payment')
  })
})

it('what functions say while they are stopped is not printed as their trouble', () => {
  const listeners = new Set<unknown>()
  const local = {
    onLog: (listener: unknown) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    functions: { list: () => described, find: () => undefined },
  } as unknown as Local
  const silence = printProblems(
    local,
    undefined,
    () => {},
    () => 0,
    noMaps,
  )
  expect(listeners.size).toBe(1)
  silence()
  expect(listeners.size).toBe(0)
})
