import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { declaredDetails } from '../catalog/declared.ts'
import { documents } from '../contracts/documents/documents.ts'
import { siteBundle } from './bundle.ts'
import { catalogPage } from './page.ts'

/** Documents that go beside the page. */
const FILES = ['catalog.json', 'openapi.json', 'asyncapi.json']

/** Writes the catalog as a static site. @returns the path of its page. */
export async function buildSite(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const files: string[] = []
  for (const { file, text } of documents) {
    if (!FILES.includes(file)) continue
    await writeFile(join(directory, file), await text())
    files.push(file)
  }
  const [details, bundle] = await Promise.all([declaredDetails(), siteBundle()])
  const path = join(directory, 'index.html')
  await writeFile(path, catalogPage({ details, files }, bundle))
  return path
}
