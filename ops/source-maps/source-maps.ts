import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TraceMap } from '@jridgewell/trace-mapping'
import { type Frame, fileNameOf } from './frame.ts'
import type { SourceMaps } from './map-stack.ts'

/** The folder in which bundling keeps all source maps that it has made on this machine (lib/functions/bundling). */
const DIRECTORY = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'event-pipeline', 'source-maps')

/** The text of a map by its name, e.g. `start-1fI-tajP.mjs.map`; nothing if there is none. */
export type ReadMap = (name: string) => Promise<string | undefined>

export const mapsOfThisMachine =
  (directory = DIRECTORY): ReadMap =>
  (name) =>
    readFile(join(directory, name), 'utf8').catch(() => undefined)

/** Looks in one place after another; each map is read and parsed once, when a stack first needs it. */
export function createSourceMaps(...places: readonly ReadMap[]): SourceMaps {
  const known = new Map<string, Promise<TraceMap | undefined>>()
  const read = async (name: string): Promise<TraceMap | undefined> => {
    for (const readMap of places) {
      const text = await readMap(name)
      if (text !== undefined) return new TraceMap(text)
    }
    return undefined
  }
  const find = (name: string): Promise<TraceMap | undefined> => {
    const map = known.get(name) ?? read(name)
    known.set(name, map)
    return map
  }
  return {
    async mapOf(frame) {
      if (!/\.[cm]?js$/.test(frame.file)) return undefined
      const name = fileNameOf(frame)
      return (await find(`${name}.map`)) ?? (await find(`${await contentNameOf(frame, name)}.map`))
    },
  }
}

/**
 * An entry file has the same name in every build, so its map is named by the hash of the file's content, which must be on this machine. A stack
 * may be what a stranger has put into an error's message, so that its frames can name anything; of a file that is read, nothing but the hash
 * is used.
 */
async function contentNameOf({ file }: Frame, name: string): Promise<string> {
  try {
    return contentName(name, await readFile(file.startsWith('file:') ? fileURLToPath(file) : file, 'utf8'))
  } catch {
    return name
  }
}

/** The name that lib/functions/bundling gives to a source map. */
const contentName = (name: string, text: string): string =>
  `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
