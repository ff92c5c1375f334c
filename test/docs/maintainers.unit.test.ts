import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const foldersOf = (folder: string) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

describe('the pages for maintainers', () => {
  it('describe every npm script', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const described = [...read('CONTRIBUTING.md').matchAll(/^\| `([\w:]+)` \|/gm)].map(([, name]) => name)
    expect(described.sort()).toEqual(Object.keys(scripts).sort())
  })

  it('name every folder of the runtime, and none that is gone', () => {
    const named = [...read('docs/runtime.md').matchAll(/^\| `([\w-]+)\/` \|/gm)].map(([, name]) => name)
    expect(named.sort()).toEqual(foldersOf('lambdas/runtime').sort())
  })
})

interface ImportRule {
  readonly from: { readonly path?: string }
  readonly to: { readonly pathNot?: string }
}

describe('the table of folders', () => {
  const rows = [...read('docs/architecture.md').matchAll(/^\| `([\w<>/]+)\/`[^|]*\|[^|]*\| ([^|]*?) *\|$/gm)].map(
    ([, folder = '', allowed = '']) => ({ folder, allowed }),
  )
  const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { forbidden: ImportRule[] }

  /** The folders of the project in a pattern of allowed paths, without the one that the rule is about. */
  const allowedBy = (folder: string): string[] => {
    const service = folder.replace('<service>', 'relay')
    const rule = forbidden.find(({ from }) => from.path === `^${service}/`)
    const own = (path: string) => path === service || (folder !== 'lambdas/<service>' && path === folder)
    const paths = [...(rule?.to.pathNot ?? '').matchAll(/(?<=[(|^])(lambdas\/(?:runtime|relay)|[a-z]+)\//g)].map(
      ([, path = '']) => path,
    )
    return [...new Set(paths.filter((path) => !own(path)).map((path) => path.replace(/^node$/, '')))].sort()
  }

  it.each(
    rows.filter(({ folder }) =>
      forbidden.some(({ from }) => from.path === `^${folder.replace('<service>', 'relay')}/`),
    ),
  )('says of $folder/ what the rules of imports say', ({ folder, allowed }) => {
    const said = allowed.startsWith('nothing') ? [] : [...allowed.matchAll(/`([\w/]+)\/`/g)].map(([, path]) => path)
    const ofLambdas = (paths: readonly (string | undefined)[]) =>
      folder === 'lib' ? [...new Set(paths.map((path) => path?.replace(/^lambdas\/.*/, 'lambdas')))] : paths
    expect(ofLambdas(said).toSorted()).toEqual(ofLambdas(allowedBy(folder)).toSorted())
  })

  it('has a row for every rule about a folder, and for every folder of sources', () => {
    const folders = rows.map(({ folder }) => folder)
    const ruled = forbidden.flatMap(({ from: { path = '' } }) => /^\^([\w/-]+)\/$/.exec(path)?.[1] ?? [])
    const row = (path: string) => (/^lambdas\/(?!runtime)/.test(path) ? 'lambdas/<service>' : path)
    expect(ruled.map(row).filter((path) => !folders.includes(path))).toEqual([])
    const sources = foldersOf('.').filter(
      (name) => existsSync(join(root, 'test', name)) && name !== 'test' && name !== 'docs',
    )
    expect(
      sources.filter((name) => !folders.some((folder) => folder === name || folder.startsWith(`${name}/`))),
    ).toEqual([])
  })
})

/** As GitHub makes them of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

const anchorsOf = (page: string) => [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))

describe.each(pages)('the links of %s', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = '']) => link)

  it.skipIf(links.length === 0)('lead to files and headings that exist', () => {
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})
