import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { UsageError } from '../usage/usage-error.ts'
import { isObject } from '../values.ts'
import { MOST_BYTES, SECRET_NAME } from './secret.ts'

/** In the root of the project; git ignores it, unless the project is older than this file (`takenByGit`). */
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
      if (!SECRET_NAME.test(secret)) {
        throw new UsageError(
          `${name}: ${JSON.stringify(secret)} is no name of a secret, which is 1 to 512 letters, digits and /_+=.@-`,
        )
      }
      return [secret, textOf(name, secret, value)]
    }),
  )
}

function textOf(file: string, secret: string, value: unknown): string {
  const text = isObject(value) ? JSON.stringify(value) : value
  if (typeof text !== 'string' || text === '') {
    throw new UsageError(`${file}: ${secret} must be a text that is not empty, or an object for a secret that is JSON.`)
  }
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new UsageError(`${file}: ${secret} is longer than the ${MOST_BYTES} bytes that Secrets Manager takes.`)
  }
  return text
}

/**
 * A `.gitignore` is the project's own, so that an update of the engine adds no line to it: without one, the next commit would publish the secrets.
 * @returns a line to show where git would take the file or has taken it; nothing without a file, a repository or git.
 */
export function takenByGit(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  const name = basename(file)
  // 0: ignored; 1: not ignored, or tracked; 128: no repository.
  const { status } = spawnSync('git', ['check-ignore', '--quiet', '--', name], { cwd: dirname(file), stdio: 'ignore' })
  return status === 1
    ? `git does not ignore ${name}, which has secrets in it: add the line ${name} to .gitignore, and if it is committed, git rm --cached it.`
    : undefined
}
