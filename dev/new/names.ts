import { UsageError } from '../../local/usage/usage-error.ts'

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Longest name that still leaves room for the stage and the suffixes in the names of its queues and functions. */
const MAX_NAME = 30

/**
 * Checks the name of a service, a consumer or a read model: it is also the name of a folder and part of the names of AWS resources.
 * @throws {UsageError}
 */
export function assertName(kind: string, name: string): void {
  if (!KEBAB.test(name)) {
    throw new UsageError(`${kind} "${name}": allowed are lower-case words joined by hyphens, e.g. loyalty-points.`)
  }
  if (name.length > MAX_NAME)
    throw new UsageError(`${kind} "${name}" has ${name.length} characters, ${MAX_NAME} are allowed.`)
}

/** `loyalty-points`, `order.returned` and `order_id` alike. */
const words = (name: string): string[] => name.split(/[-._]/)

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

export const pascalCase = (name: string): string => words(name).map(capitalized).join('')

export const camelCase = (name: string): string => {
  const [first = '', ...others] = words(name)
  return first + others.map(capitalized).join('')
}
