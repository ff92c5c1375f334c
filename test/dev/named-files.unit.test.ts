import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const sources = globSync('{bench,dev,lib,local,ops}/**/*.{ts,mjs}', {
  cwd: root,
  exclude: (name) => name.includes('node_modules'),
})

/** Files of source code that a program names beside its own place, to start or to bundle them: no import tells when they have moved. */
const namedIn = (text: string): string[][] =>
  [...text.matchAll(/\bjoin\((?:here|import\.meta\.dirname)((?:,\s*'[^'\n]+')+),?\s*\)/g)]
    .map(([, parts = '']) => [...parts.matchAll(/'([^']+)'/g)].map(([, part = '']) => part))
    .filter((parts) => /\.(ts|mjs)$/.test(parts.at(-1) ?? ''))

it('every file of source code that a program names by its place is there', () => {
  const named = sources.flatMap((file) =>
    namedIn(readFileSync(join(root, file), 'utf8')).map((parts) => ({ file, path: join(dirname(file), ...parts) })),
  )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ path }) => !existsSync(join(root, path)))).toEqual([])
})
