import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { allCommands, allEvents } from '../../events/catalog.ts'
import { services } from '../../lib/services.ts'
import { catalogOf } from '../catalog/derive.ts'
import { documents } from '../contracts/documents/documents.ts'
import type { ApiDocument } from './api-section.ts'
import { catalogPage } from './page.ts'

/** Documents that go beside the page. */
const FILES = ['catalog.json', 'openapi.json', 'asyncapi.json']

/** Writes the catalog as a static site. @returns the path of its page. */
export async function buildSite(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const texts = new Map<string, string>()
  for (const { file, text } of documents) if (FILES.includes(file)) texts.set(file, await text())
  for (const [file, text] of texts) await writeFile(join(directory, file), text)
  const page = catalogPage({
    catalog: catalogOf({ events: allEvents, commands: allCommands, services }),
    api: JSON.parse(texts.get('openapi.json') ?? '{"paths":{}}') as ApiDocument,
    examples: Object.fromEntries(allEvents.map(({ type, example }) => [type, example])),
    files: [...texts.keys()],
  })
  const path = join(directory, 'index.html')
  await writeFile(path, page)
  return path
}
