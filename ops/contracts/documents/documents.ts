import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { synthesizedAlarms } from '../../catalog/alarms-of-checkout.ts'
import { catalogOf } from '../../catalog/derive.ts'
import { system } from '../../catalog/system.ts'
import { asyncApiDocument } from '../asyncapi/document.ts'
import { clientTypes } from '../openapi/client-types.ts'
import { openApiDocument } from '../openapi/document.ts'
import { toText } from '../released/to-text.ts'

/** A file under `contracts/` that is generated from the code, so that reviews show how it changes. */
export interface GeneratedDocument {
  readonly name: string
  /** Within `contracts/`. */
  readonly file: string
  readonly describes: string
  readonly text: () => Promise<string>
}

const openApi = async () => openApiDocument(system.services, await infoOfProject())

/** Every generated document. */
export const documents: readonly GeneratedDocument[] = [
  {
    name: 'openapi',
    file: 'openapi.json',
    describes: 'OpenAPI 3.1 of the HTTP API',
    text: async () => toText(await openApi()),
  },
  {
    name: 'openapi-types',
    file: 'openapi.types.ts',
    describes: 'TypeScript types of the HTTP API, for openapi-fetch',
    text: async () => clientTypes((await openApi()) as never),
  },
  {
    name: 'catalog',
    file: 'catalog.json',
    describes: 'the catalog of events, commands, consumers, services and alarms',
    text: async () => toText({ ...catalogOf(system), alarms: await synthesizedAlarms() }),
  },
  {
    name: 'asyncapi',
    file: 'asyncapi.json',
    describes: 'AsyncAPI 3.1 of events, commands, queues, topic and bus',
    text: async () => toText(asyncApiDocument(system, await infoOfProject())),
  },
]

interface DriftedDocument extends GeneratedDocument {
  /** What the code says today. Kept, because the catalog takes a synthesis. */
  readonly today: string
}

/** Documents whose file is not what the code says today. @param among default: all. */
export async function drifted(directory: string, among = documents): Promise<DriftedDocument[]> {
  const compared = among.map(async (document) => {
    const written = await readFile(join(directory, document.file), 'utf8').catch(() => undefined)
    const today = await document.text()
    return written === today ? [] : [{ ...document, today }]
  })
  return (await Promise.all(compared)).flat()
}

/** @returns the path of the file. */
export async function writeDocument(directory: string, { file, today }: DriftedDocument): Promise<string> {
  const path = join(directory, file)
  await writeFile(path, today)
  return path
}

async function infoOfProject(): Promise<{ version: string; license: string }> {
  const file = join(import.meta.dirname, '..', '..', '..', 'package.json')
  return JSON.parse(await readFile(file, 'utf8')) as { version: string; license: string }
}
