import type { EngineRecord } from './engine-record.ts'

export interface PackageJson {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>> | undefined
  readonly allowScripts?: Readonly<Record<string, boolean>> | undefined
  readonly [key: string]: unknown
}

const PARTS = ['dependencies', 'devDependencies', 'scripts'] as const

/**
 * Benchmarks, soak, rehearsal, the site and the templates that other programs judge are of the order system. A project does not use all of the
 * engine, nor do its tests, so only here is an unused export or grant a mistake.
 */
const isOfTheEngine = (script: string): boolean =>
  !/^(bench:|soak$|rehearse$|docs:build$|check:unused$|check:iam$|check:templates$)/.test(script)

/** The entries of a project's `package.json` that come from the engine's. */
export const packagesOf = ({ dependencies, devDependencies, scripts }: PackageJson): EngineRecord['packages'] => ({
  dependencies,
  devDependencies,
  scripts: Object.fromEntries(Object.entries(scripts).filter(([name]) => isOfTheEngine(name))),
})

/**
 * The project's own additions and changes stay; all that it had from the engine is as the new engine has it.
 * @param origin the engine's own `package.json`.
 */
export function mergePackages(
  own: PackageJson,
  before: EngineRecord['packages'],
  after: EngineRecord['packages'],
  origin: Pick<PackageJson, 'engines' | 'allowScripts'> = {},
): PackageJson {
  const merged = PARTS.map((part) => {
    const kept = Object.entries(own[part] ?? {}).filter(([name, value]) => before[part][name] !== value)
    // A package of the engine has the engine's version: only that has been tried. A script may be the project's own.
    const entries =
      part === 'scripts' ? [...Object.entries(after[part]), ...kept] : [...kept, ...Object.entries(after[part])]
    return [part, part === 'scripts' ? Object.fromEntries(entries) : sorted(Object.fromEntries(entries))]
  })
  const { engines, allowScripts } = origin
  return {
    ...own,
    ...(engines !== undefined && { engines }),
    // Install scripts that the engine's packages need; what the project has decided of its own packages stays.
    ...(allowScripts !== undefined && { allowScripts: { ...own.allowScripts, ...allowScripts } }),
    ...Object.fromEntries(merged),
  }
}

const sorted = (entries: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).sort(([one], [other]) => (one < other ? -1 : 1)))
