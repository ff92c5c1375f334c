import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DeclarationError } from '../../../events/declaration-error.ts'
import { bundleMistake } from '../../../lib/functions/bundling/bundle-mistake.ts'
import { runBundler } from '../../../lib/functions/bundling/bundler.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'

const root = folderOfTheRun('bundle-mistake-')
mkdirSync(join(root, 'lambdas'))

/** What is thrown for a function of this source. */
function mistakeOf(name: string, text: string): Promise<unknown> {
  const file = `lambdas/${name}.ts`
  writeFileSync(join(root, file), text)
  return runBundler({ root, modules: { [file]: `lambdas/${name}` } }).then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('a mistake that keeps a function from being bundled is one line', () => {
  it.each<[string, string, string]>([
    [
      'an import that leads nowhere',
      "import './there.ts'\nimport { a } from './gone.ts'\na()\n",
      "lambdas/1.ts:2:19: Could not resolve './gone.ts' in lambdas/1.ts.",
    ],
    ['code that does not parse', 'const a = 1\nconst b = [1,,;\n', 'lambdas/2.ts:2:15: Unexpected token.'],
    [
      'a name that a file does not export',
      "import { a } from './there.ts'\na()\n",
      'lambdas/3.ts:1:10: "a" is not exported by "lambdas/there.ts".',
    ],
  ])('%s', async (_, text, message) => {
    writeFileSync(join(root, 'lambdas', 'there.ts'), 'export const b = 1\n')
    const error = await mistakeOf(/lambdas\/(\d)/.exec(message)?.[1] ?? '', text)
    expect(error).toBeInstanceOf(DeclarationError)
    expect((error as Error).message).toBe(message)
  })

  it('and a failure of the bundler itself stays as it is', () => {
    const failure = new Error('out of memory')
    expect(bundleMistake(failure, root)).toBe(failure)
  })
})
