import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { declaredDetails } from '../catalog/declared.ts'
import { makeDirectory } from '../cli/make-directory.ts'
import { documents } from '../contracts/documents/documents.ts'
import { toText } from '../contracts/released/to-text.ts'
import { siteBundle } from './bundle.ts'
import { catalogPage } from './page.ts'

/** Documents that go beside the page, with the catalog that it is made of. */
const DOCUMENTS = ['openapi.json', 'asyncapi.json']

/** Writes the catalog as a static site. @returns the path of its page. */
export async function buildSite(directory: string): Promise<string> {
  await makeDirectory(directory)
  const [details, bundle] = await Promise.all([declaredDetails(), siteBundle()])
  const files = ['catalog.json']
  await writeFile(join(directory, 'catalog.json'), toText(details.catalog))
  for (const { file, text } of documents) {
    if (!DOCUMENTS.includes(file)) continue
    await writeFile(join(directory, file), await text())
    files.push(file)
  }
  const path = join(directory, 'index.html')
  await writeFile(path, catalogPage({ details, files }, bundle))
  return path
}
