import { stripVTControlCharacters } from 'node:util'
import { expect, it, vi } from 'vitest'
import { printOf } from '../../../ops/stack/print-of.ts'

const stack = {
  name: 'EventPipeline-dev',
  clientSettings: { endpoint: 'http://127.0.0.1:4566', maxAttempts: 1, retryMode: 'adaptive' as const },
  outputs: () => new Map<string, string>(),
}

it('what a command has read begins with the stack that it has looked at, and data for scripts does not', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  printOf(stack, false, [], () => 'No dead letters wait.\n')
  printOf(stack, true, [], () => '')
  const printed = write.mock.calls.map(([text]) => stripVTControlCharacters(String(text)))
  write.mockRestore()
  expect(printed).toEqual(['EventPipeline-dev at http://127.0.0.1:4566\nNo dead letters wait.\n', '[]\n'])
})
