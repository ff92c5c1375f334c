import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a directory and those above it, one by one: with `recursive`, Node tries for ever where the system says that a
 * parent which is there is not, as in `/proc`.
 */
export function makeDirectory(path: string): void {
  const directory = resolve(path)
  if (existsSync(directory)) return
  makeDirectory(dirname(directory))
  mkdirSync(directory)
}
