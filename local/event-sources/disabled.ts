import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Which mappings were disabled by a call of the Lambda API. Lambda keeps that until another call enables them, so that a
 * restart of the local runtime must not let a disabled one deliver again.
 */
export interface DisabledMappings {
  has(uuid: string): boolean
  set(uuid: string, disabled: boolean): void
}

/** On disk when there is a data directory. */
export function openDisabledMappings(dataDir: string | undefined): DisabledMappings {
  const file = dataDir && join(dataDir, 'event-sources', 'disabled.json')
  const uuids = new Set<string>(file ? read(file) : [])
  return {
    has: (uuid) => uuids.has(uuid),
    set(uuid, disabled) {
      if (uuids.has(uuid) === disabled) return
      if (disabled) uuids.add(uuid)
      else uuids.delete(uuid)
      if (!file) return
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(`${file}.next`, JSON.stringify([...uuids]))
      renameSync(`${file}.next`, file)
    },
  }
}

function read(file: string): string[] {
  try {
    const uuids: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(uuids) && uuids.every((uuid) => typeof uuid === 'string')) return uuids
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
  }
  throw new Error(`${file} is damaged: it must be a list of event source mappings. Remove it, and all of them deliver.`)
}
