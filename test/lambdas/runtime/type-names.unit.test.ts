import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const runtime = join(import.meta.dirname, '..', '..', '..', 'lambdas', 'runtime')
const DECLARED = /^export (?:interface|type|class|abstract class) (\w+)/gm

it('no two types of the runtime have one name, so that a name in an error or a signature says which is meant', () => {
  const files = new Map<string, string[]>()
  for (const file of globSync('**/*.ts', { cwd: runtime })) {
    for (const [, name = ''] of readFileSync(join(runtime, file), 'utf8').matchAll(DECLARED)) {
      files.set(name, [...(files.get(name) ?? []), file])
    }
  }
  expect(files.get('Message')).toEqual(['messages/message.ts'])
  expect([...files].filter(([, declaredIn]) => declaredIn.length > 1)).toEqual([])
})
