import { afterEach, expect, test, vi } from 'vitest'
import { createListeners } from '../../../local/lambda/listeners.ts'

afterEach(() => vi.restoreAllMocks())

test('a listener that throws ends nothing: the others are told, and a line says why', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const told: string[] = []
  const listeners = createListeners<[line: string]>()
  listeners.add(() => {
    throw new Error('cannot read that')
  })
  listeners.add((line) => told.push(line))
  expect(() => listeners.tell('one')).not.toThrow()
  expect(told).toEqual(['one'])
  expect(said.mock.calls.flat()).toEqual([expect.stringMatching(/^A listener failed: Error: cannot read that/)])
})
