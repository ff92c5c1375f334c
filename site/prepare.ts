import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { forSite } from './links.ts'

/**
 * Writes what the site is made of: the pages of docs/, and the README as the first page.
 *
 * @param root of the repository.
 * @param to is emptied first.
 */
export async function prepare(root: string, to: string, sourceUrl: string | undefined): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await mkdir(to, { recursive: true })
  await cp(join(root, 'docs', 'images'), join(to, 'public', 'images'), { recursive: true })
  const pages = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)
  for (const page of [...pages, 'README.md']) {
    const text = forSite(await readFile(join(root, page), 'utf8'), page, sourceUrl)
    await writeFile(join(to, page === 'README.md' ? 'index.md' : page.slice('docs/'.length)), text)
  }
}
