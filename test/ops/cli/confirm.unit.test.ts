import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { confirm } from '../../../ops/cli/confirm.ts'
import { UsageError } from '../../../ops/cli/usage-error.ts'

const place = 'EventPipeline-dev at http://here'

const terminal = (typed: string | undefined, isTTY: boolean) => {
  const input = Object.assign(new PassThrough(), { isTTY })
  const output = new PassThrough()
  if (typed === undefined) input.end()
  else input.write(typed)
  return { input, output, shown: () => String(output.read() ?? '') }
}

describe('before effects are repeated', () => {
  it('a person is asked, and goes on with "yes"', async () => {
    const asked = terminal('yes\n', true)
    await confirm(place, 'Repeat it?', false, asked)
    expect(asked.shown()).toContain('In EventPipeline-dev at http://here: Repeat it? Type "yes" to go on: ')
  })

  it.each([['no\n'], ['y\n'], ['\n'], ['yes please\n'], [undefined]])('anything else ends it: %j', async (typed) => {
    await expect(confirm(place, 'Repeat it?', false, terminal(typed, true))).rejects.toThrow('Nothing was done.')
  })

  it('a script must have said so', async () => {
    const script = terminal('yes\n', false)
    await expect(confirm(place, 'Repeat it?', false, script)).rejects.toThrow(UsageError)
    await expect(confirm(place, 'Repeat it?', false, script)).rejects.toThrow('add --yes')
    await confirm(place, 'Repeat it?', true, script)
    expect(script.shown(), 'where it is done is told in any case').toBe('In EventPipeline-dev at http://here.\n')
  })
})
