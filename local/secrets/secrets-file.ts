import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { UsageError } from '../usage/usage-error.ts'
import { isObject } from '../values.ts'

/** In the root of the project; git ignores it. */
export const SECRETS_FILE = '.secrets.local.json'

/**
 * Reads the secrets that a developer keeps for the local runtime: a JSON object of values by the name in Secrets Manager. An object in place
 * of a text stands for its JSON.
 * @returns nothing where the file is not there.
 * @throws {UsageError} naming the file and the secret that is wrong, never a value.
 */
export function readSecretsFile(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  const name = basename(file)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // The parser's own message quotes the text.
    throw new UsageError(`${name} is not JSON.`)
  }
  if (!isObject(content)) throw new UsageError(`${name} must be a JSON object: values by the names of secrets.`)
  return Object.fromEntries(
    Object.entries(content).map(([secret, value]) => {
      if (isObject(value)) return [secret, JSON.stringify(value)]
      if (typeof value === 'string' && value !== '') return [secret, value]
      throw new UsageError(
        `${name}: ${secret} must be a text that is not empty, or an object for a secret that is JSON.`,
      )
    }),
  )
}
