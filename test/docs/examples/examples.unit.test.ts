import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { given, type Surroundings, surroundings } from './surroundings.ts'
import { root, type TsBlock, tsBlocks, tsBlocksIn } from './ts-blocks.ts'

/** A folder for each page, which stands beside the project as if the page's files were in it. */
const folder = mkdtempSync(join(tmpdir(), 'docs-examples-'))
beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const folderOf = (page: string) => join(folder, page.replaceAll(/\W/g, '-'))

function write(page: string, file: string, text: string): string {
  const path = join(folderOf(page), file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const whole = ({ text }: TsBlock, { before, after, elided }: Surroundings): string =>
  [before, elided === undefined ? text : text.replace(/\/\*.*\*\//, elided), after].filter(Boolean).join('\n')

/** Checks the types of these files, with those of the project where a page has no file of that path. @returns what is wrong. */
async function typeErrors(files: readonly string[], pages: readonly string[]): Promise<string> {
  const config = join(folder, 'tsconfig.json')
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        rootDirs: [root, ...pages.map(folderOf)],
        typeRoots: [join(root, 'node_modules', '@types')],
        noUnusedLocals: false,
      },
      files,
      include: [],
    }),
  )
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  // One thread: the rest of the suite needs the other processors.
  const args = [tsc, '-p', config, '--singleThreaded', '--pretty', 'false']
  return promisify(execFile)(process.execPath, args, { cwd: folder }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
}

/** Puts beside the files of a page whatever else the project has, so that they run as they would in it. */
function completeFromProject(page: string): void {
  for (const path of ['events', 'lambdas', 'test/support']) {
    mkdirSync(join(page, path), { recursive: true })
    const own = new Set(readdirSync(join(page, path)))
    for (const name of readdirSync(join(root, path)).filter((one) => !own.has(one)))
      symlinkSync(join(root, path, name), join(page, path, name))
  }
}

/** A page that is wrong in two ways, so that it is seen that mistakes are found. */
const wrong = { page: 'docs/wrong.md', at: ['lambdas/wrong/handler.ts', 'lambdas/wrong/retry.ts'] } as const
const wrongPage = `
1. A step:

   \`\`\`ts
   import { orderPlaced } from '../../events/order.ts'
   \`\`\`

\`\`\`ts
import { retry } from '../runtime/retry/gone.ts'
\`\`\`
`

const pages = Map.groupBy(tsBlocks(), ({ page }) => page)
let errors: string[]
beforeAll(async () => {
  const files = [...pages].flatMap(([page, blocks]) => [
    ...Object.entries(given[page] ?? {}).map(([file, text]) => write(page, file, text)),
    ...blocks.flatMap((block, index) => {
      const around = surroundings[page]?.[index]
      return around ? [write(page, around.file, whole(block, around))] : []
    }),
  ])
  const mistaken = tsBlocksIn(wrong.page, wrongPage.split('\n')).map(({ text }, index) =>
    write(wrong.page, wrong.at[index]!, text),
  )
  errors = (await typeErrors([...files, ...mistaken], [...pages.keys(), wrong.page])).trim().split('\n')
})
const isWrong = (error: string) => wrong.at.some((file) => error.includes(file))

it('each block of TypeScript in the docs is known here with its place', () => {
  const counted = [...pages].map(([page, blocks]) => [page, blocks.length])
  // If you have added a block, say in surroundings.ts in which file a reader puts it.
  expect(Object.entries(surroundings).map(([page, all]) => [page, all.length])).toEqual(counted)
})

it('each of them has its types right, and imports what is there', () => {
  expect(errors.filter((error) => !isWrong(error))).toEqual([])
})

it('each whole file in the docs is in the form that `npm run check` asks for, so that it can be taken over as it is', async () => {
  const files = [...pages].flatMap(([page, blocks]) =>
    blocks.flatMap((_, index) => {
      const around = surroundings[page]?.[index]
      const isWhole = around && !around.before && !around.after && !around.elided
      return isWhole ? [join(folderOf(page), around.file)] : []
    }),
  )
  // Without Git, whose root would have to be that of the files.
  const { vcs: _, ...rules } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { readonly vcs: object }
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules))
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const run = promisify(execFile)(process.execPath, [biome, 'check', '--linter-enabled=false', ...files], {
    cwd: folder,
  })
  expect(
    await run.then(
      () => '',
      ({ stdout, stderr }) => `${stdout}${stderr}`,
    ),
  ).toBe('')
})

it('each test of the docs passes', async () => {
  const tested = [...pages.keys()].filter((page) =>
    surroundings[page]?.some(({ file }) => file.endsWith('.unit.test.ts')),
  )
  expect(tested.length).toBeGreaterThan(1)
  for (const page of tested) completeFromProject(folderOf(page))
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const run = promisify(execFile)(
    process.execPath,
    [vitest, 'run', 'test/lambdas', '--root', folder, '--no-isolate', '--maxWorkers', '1'],
    { cwd: folder, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' } },
  )
  expect(
    await run.then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }) => `failed: ${stdout}${stderr}`,
    ),
  ).toMatch(/Tests +\d+ passed/)
})

it('a block that imports what is not there is found', () => {
  expect(errors.filter(isWrong)).toEqual([
    expect.stringMatching(/handler\.ts\(1,10\).*'orderPlaced'/),
    expect.stringMatching(/retry\.ts\(1,23\).*gone\.ts/),
  ])
})
