import { describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { changesOf, processState } from './process-state.ts'

const { stdout } = process
const write = stdout.write
const listener = () => undefined
const name = 'LEFT_BY_A_TEST'

/** Each way to leave something, and to take it back. */
const ways: readonly (readonly [named: string, leave: () => unknown, takeBack: () => unknown])[] = [
  [`process.env.${name}`, () => Object.assign(process.env, { [name]: '1' }), () => delete process.env[name]],
  [
    `globalThis.${name}`,
    () => Object.assign(globalThis, { [name]: 1 }),
    () => Reflect.deleteProperty(globalThis, name),
  ],
  ['listeners of process for SIGINT', () => process.on('SIGINT', listener), () => process.off('SIGINT', listener)],
  [
    'process.exitCode',
    () => Object.assign(process, { exitCode: 1 }),
    () => Object.assign(process, { exitCode: undefined }),
  ],
  [
    'process.stdout.write',
    () => Object.assign(stdout, { write: write.bind(stdout) }),
    () => Object.assign(stdout, { write }),
  ],
  ['console.error', () => vi.spyOn(console, 'error'), () => vi.restoreAllMocks()],
  ['fake timers', () => vi.useFakeTimers(), () => vi.useRealTimers()],
  [
    'Array.prototype',
    () => Object.assign(Array.prototype, { [name]: 1 }),
    () => Reflect.deleteProperty(Array.prototype, name),
  ],
  ['customError of zod', () => z.config({ customError: () => name }), () => z.config({ customError: undefined })],
]

describe('what a test file leaves in the process of its worker', () => {
  it.each(ways)('is told by its name: %s', (named, leave, takeBack) => {
    const before = processState()
    leave()
    const changes = changesOf(before, processState())
    takeBack()
    expect(changes).toContain(named)
    expect(changesOf(before, processState())).toEqual([])
  })
})
