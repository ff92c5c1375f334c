import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOfTheRun } from '../../support/temporary-folder.ts'

const root = folderOfTheRun('load-mistake-')
const lib = join(import.meta.dirname, '..', '..', '..', 'lib', 'validation', 'load-mistake.ts')

/** What Node itself says about each of these sources, which Vitest's own loader would say otherwise. One process loads them all. */
function mistakesOf(all: readonly Readonly<Record<string, string>>[]): string[] {
  for (const [file, text] of all.flatMap((files) => Object.entries(files))) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const first = all.map((files) => Object.keys(files)[0] ?? '').map((file) => pathToFileURL(join(root, file)).href)
  const program = `
    const { loadMistake } = await import(${JSON.stringify(pathToFileURL(lib).href)})
    const mistakes = []
    for (const file of ${JSON.stringify(first)}) {
      await import(file).catch((error) => mistakes.push(loadMistake(error, ${JSON.stringify(root)}) ?? 'none'))
    }
    process.stdout.write(JSON.stringify(mistakes))`
  return JSON.parse(spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).stdout)
}

describe('a mistake that keeps sources from being loaded is one line', () => {
  const cases: [string, Record<string, string>, string][] = [
    [
      'a file that was deleted',
      { 'a/services.ts': "import './gone.ts'\n" },
      'a/services.ts imports a/gone.ts, which does not exist. Restore the file, or remove what names it.',
    ],
    [
      'a package that is not installed',
      { 'b/services.ts': "import 'not-installed'\n" },
      'b/services.ts imports the package "not-installed", which is not installed: npm ci, or npm install not-installed.',
    ],
    [
      'an export that is gone',
      {
        'c/services.ts': "import {} from 'node:fs'\nimport { one } from './one.ts'\none()\n",
        'c/one.ts': 'export {}\n',
      },
      'c/services.ts:2 imports one from ./one.ts, which does not export it.',
    ],
    [
      'a mistake of syntax',
      { 'd/services.ts': 'export const a = 1\nexport const b = [1,,;\n' },
      'd/services.ts:2: Expression expected.',
    ],
    [
      'a name that is not there',
      { 'e/services.ts': '\nexport const list = [service]\n' },
      'e/services.ts:2: service is not defined.',
    ],
    ['but not a failure of another kind', { 'f/services.ts': "throw new TypeError('else')\n" }, 'none'],
  ]
  let mistakes: string[]
  beforeAll(() => {
    mistakes = mistakesOf(cases.map(([, files]) => files))
  })

  it.each(cases.map(([name, , message], index) => [name, index, message] as const))('%s', (_, index, message) =>
    expect(mistakes[index]).toBe(message),
  )
})
