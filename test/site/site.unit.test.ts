import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apiIndex, apiModules } from '../../site/api-modules.ts'
import { contents } from '../../site/contents.ts'
import { forSite } from '../../site/links.ts'
import { prepare } from '../../site/prepare.ts'

const root = join(import.meta.dirname, '..', '..')
const source = 'https://github.com/acme/pipeline/blob/main'

describe('the documentation as a site', () => {
  it('has each page of docs/ once in its sidebar', () => {
    const pages = readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [name.slice(0, -3)] : []))
    expect(contents.flatMap((group) => group.pages).toSorted()).toEqual(pages.toSorted())
  })

  it('describes modules that there are', () => {
    const paths = apiModules.flatMap(({ modules }) => Object.keys(modules))
    expect(paths.length).toBeGreaterThan(20)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const linked = [...apiIndex().matchAll(/\]\(([^/)][^)]+)\.md\)/g)].map(([, page]) => `${page}.ts`)
    expect(linked).toEqual(paths)
  })

  it('shows no comment that only tools read, and shows it within code', () => {
    expect(forSite('a\n<!-- bench:cost\n table -->\nb', 'docs/a.md', source)).toBe('a\n\nb')
    expect(forSite('```html\n<!-- shown -->\n```', 'docs/a.md', source)).toContain('<!-- shown -->')
  })

  it.each([
    ['a page beside it', 'See [deploy](deploy.md#layouts).', 'See [deploy](/deploy.md#layouts).'],
    ['the README', '[home](../README.md)', '[home](/)'],
    ['a picture', '![The console](images/console-now.png)', '![The console](/images/console-now.png)'],
    ['a section of the same page', '[below](#costs)', '[below](#costs)'],
    ['elsewhere', '[AWS](https://docs.aws.amazon.com/sqs/#a)', '[AWS](https://docs.aws.amazon.com/sqs/#a)'],
    ['the source', '[`order.ts`](../lambdas/order/order.ts)', `[\`order.ts\`](${source}/lambdas/order/order.ts)`],
  ])('leads from a page to %s', (_, markdown, expected) => {
    expect(forSite(markdown, 'docs/consuming.md', source)).toBe(expected)
  })

  it('has text instead of links to a source that nobody has told the address of', () => {
    expect(forSite('[`order.ts`](../lambdas/order/order.ts) decides', 'docs/a.md', undefined)).toBe(
      '`order.ts` decides',
    )
  })

  it('leaves code as it is, also where it looks like a link', () => {
    const code = '```ts\nconst a = [b](c.md)\n```'
    expect(forSite(code, 'docs/a.md', source)).toBe(code)
  })

  it('has no link to a page or picture that it lacks', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'site-'))
    try {
      await prepare(root, directory, source)
      const files = new Set(await readdir(directory, { recursive: true }))
      const missing: string[] = []
      for (const page of [...files].filter((name) => name.endsWith('.md'))) {
        const text = (await readFile(join(directory, page), 'utf8')).replace(/^```[\s\S]*?^```$/gm, '')
        for (const [, path = ''] of text.matchAll(/\]\(\/([^)#\s]+)/g)) {
          if (!files.has(path) && !files.has(join('public', path))) missing.push(`${page} → ${path}`)
        }
      }
      expect(files.size).toBeGreaterThan(20)
      expect(missing).toEqual([])
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
