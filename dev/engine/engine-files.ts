import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Whole folders of the engine. */
const FOLDERS = ['bin', 'dev', 'docs', 'lib', 'local', 'ops', 'prices', 'test/support', 'test/e2e/kit']
const FILES = ['.dependency-cruiser.cjs', 'biome.json', 'cdk.json', 'tsconfig.json', 'vitest.config.ts']

/** These lie in folders of the engine and belong to the project all the same: what it declares, its sample, and what tests of the order system need. */
const OF_THE_PROJECT = [
  'events/catalog.ts',
  'events/ids.ts',
  'lib/services.ts',
  'lib/subscriptions.ts',
  'dev/sample',
  'dev/soak',
  'test/support/events.ts',
  'test/e2e/kit/shop.ts',
  'test/e2e/kit/next-version.ts',
  'test/e2e/kit/stack-at.ts',
]

const notSource = /(^|\/)(node_modules|\.git|cdk\.out[^/]*|\.data|\.DS_Store)$|\.(log|test\.ts)$/

/**
 * The files that a project takes from here and does not change, so that later versions can replace it: all that knows nothing of the
 * services. A folder of `lambdas/` without a `service.ts` is the engine's; so is a file of `events/` that defines no event.
 * @param root of this checkout, or of a project.
 * @returns paths relative to it, sorted.
 */
export function engineFiles(root: string): string[] {
  const lambdas = namesIn(root, 'lambdas').filter((name) => !isFile(join(root, 'lambdas', name, 'service.ts')))
  const events = filesIn(root, 'events').filter(
    (file) =>
      !OF_THE_PROJECT.includes(file) && !/= define(Event|Command)\(/.test(readFileSync(join(root, file), 'utf8')),
  )
  const files = [...FOLDERS, ...lambdas.map((name) => `lambdas/${name}`)].flatMap((folder) => filesIn(root, folder))
  return [...FILES.filter((file) => isFile(join(root, file))), ...files, ...events].sort()
}

function filesIn(root: string, path: string): string[] {
  // Files of the fresh project are named like tests and services, and are neither here.
  if (OF_THE_PROJECT.includes(path) || (notSource.test(path) && !path.startsWith(FRESH_FILES))) return []
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (found?.isFile()) return [path]
  return found ? namesIn(root, path).flatMap((name) => filesIn(root, `${path}/${name}`)) : []
}

/** The files of this repository with which a fresh project begins besides the engine. */
export const FRESH_FILES = 'dev/new/pipeline/files'

const namesIn = (root: string, folder: string): string[] => {
  const path = join(root, folder)
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path) : []
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
