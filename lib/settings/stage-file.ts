import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { unknownKey } from './context.ts'
import { settingKeys } from './schema.ts'
import { SettingsError } from './settings-error.ts'

/** The settings from one stage's checked-in file. */
export interface StageFile {
  /** Name of the file in messages, e.g. `stages/prod.json`. */
  readonly path: string
  readonly settings: Readonly<Record<string, unknown>>
}

/**
 * Reads `<directory>/<stage>.json`. A stage without a file has every default; a file that is there must be right.
 * @throws {SettingsError} when it is not a JSON object, or has a key that is not a setting.
 */
export function readStageFile(directory: string, stage: string): StageFile | undefined {
  const file = join(directory, `${stage}.json`)
  if (!existsSync(file)) return undefined
  const path = relative(join(directory, '..'), file)
  const settings = parse(path, readFileSync(file, 'utf8'))
  const unknown = Object.keys(settings).flatMap((key) =>
    settingKeys.includes(key) ? [] : [unknownKey(`${path}: ${key}`, key, settingKeys)],
  )
  if (unknown.length > 0) throw new SettingsError(unknown)
  return { path, settings }
}

function parse(path: string, content: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (error) {
    throw new SettingsError([`${path} is not JSON: ${(error as Error).message}`])
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new SettingsError([`${path} must be a JSON object whose keys are settings.`])
}
