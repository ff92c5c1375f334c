// Loads the ES modules of functions: those of packages once for the thread, all others anew for each environment.
import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { SourceTextModule, SyntheticModule } from 'node:vm'
import { globalsBefore, keepGlobals } from './scope.mjs'

/** Modules of packages. Whatever a package imports is shared, too. */
const sharedModules = moduleScope('/')
/** Modules of Node.js itself by their name. */
const builtins = new Map()
/** What functions get in place of a module of Node.js itself, by its name. */
const replaced = new Map()
/**
 * Members of `node:http` for which Node.js loads its whole client of fetch: 25 ms of CPU in each thread. A module that imports
 * `node:http`, as every SDK does, and whose text has none of these names gets it without them.
 */
const LOADS_CLIENT = ['WebSocket', 'CloseEvent', 'MessageEvent']
const MAY_NEED_CLIENT = new RegExp(`${LOADS_CLIENT.join('|')}|export\\s*\\*`)
/** Imports of each module. */
const imports = new WeakMap()

/** Functions get this in place of a module of Node.js's own, by its name: `node:http`. */
export function replaceBuiltin(name, exported) {
  replaced.set(name, exported)
}

let onPackage = () => {}

/** Gives `listener` what each module of a package exports, once it is evaluated and before a function has it. */
export function watchPackages(listener) {
  onPackage = listener
}

/** Modules that know each other, by their URL. @param directory of the code of the function whose they are. */
export function moduleScope(directory) {
  return { root: pathToFileURL(directory).pathname, modules: new Map() }
}

/** The packages that a function brings along lie in `node_modules` in its own directory. */
const isPackage = (url, { root }) => url.pathname.startsWith(`${root}/node_modules/`)

/** Imports the file for the environment whose scope this is. @returns its namespace. */
export async function importFile(file, own) {
  const module = await evaluated(() => whole((made) => moduleAt(pathToFileURL(file), own, made)))
  return module.namespace
}

async function evaluated(find) {
  const module = find()
  if (module.status === 'unlinked') module.instantiate()
  if (module.status === 'linked') await evaluatePackages(module)
  await module.evaluate()
  return module
}

/** Packages are evaluated before the code that imports them, so that what they add to `globalThis` is known to be for all. */
async function evaluatePackages(root) {
  const seen = new Set()
  const ahead = []
  const visit = (module) => {
    if (seen.has(module)) return
    seen.add(module)
    for (const imported of imports.get(module) ?? []) visit(imported)
    if (module.status === 'linked' && sharedModules.modules.get(module.identifier) === module) ahead.push(module)
  }
  visit(root)
  if (ahead.length === 0) return
  const before = globalsBefore()
  try {
    for (const module of ahead) {
      await module.evaluate()
      onPackage(module.namespace)
    }
  } catch (error) {
    forgetUnevaluated(ahead)
    throw error
  } finally {
    keepGlobals(before)
  }
}

/**
 * A module that has thrown once throws for ever, and so does whatever imports it. What made it throw may have been a variable that
 * this function does not have, or may have passed: the next environment that needs it evaluates it anew, as on Lambda.
 */
function forgetUnevaluated(packages) {
  for (const { identifier, status } of packages) if (status !== 'evaluated') sharedModules.modules.delete(identifier)
}

/** Modules of a graph that cannot be linked are forgotten, so that the next function that needs a part of it does not find them. */
function whole(make) {
  const made = new Map()
  try {
    return make(made)
  } catch (error) {
    for (const [href, { modules }] of made) modules.delete(href)
    throw error
  }
}

/** @param made collects the modules that this makes, and where each was put. */
function moduleAt(url, own, made, importer) {
  const scope = isPackage(url, own) ? sharedModules : own
  const known = scope.modules.get(url.href)
  if (known) return known
  const source = sourceOf(url, importer)
  const module = new SourceTextModule(source, {
    identifier: url.href,
    initializeImportMeta: (meta) => describeModule(meta, url),
    importModuleDynamically: (specifier) =>
      evaluated(() => whole((made) => imported(specifier, url, scope, made, source))),
  })
  scope.modules.set(url.href, module)
  made.set(url.href, scope)
  const found = module.moduleRequests.map(({ specifier }) => imported(specifier, url, scope, made, source))
  module.linkRequests(found)
  imports.set(module, found)
  return module
}

/** @param source text of the importing module. */
function imported(specifier, importer, scope, made, source) {
  if (isBuiltin(specifier)) return builtin(specifier, source)
  const url = /^(?:\.{0,2}\/|file:)/.test(specifier) ? new URL(specifier, importer) : undefined
  if (url?.pathname.endsWith('js') && !url.pathname.endsWith('.cjs')) return moduleAt(url, scope, made, importer)
  return synthetic(`${specifier} of ${importer}`, createRequire(importer)(url ? fileURLToPath(url) : specifier))
}

function builtin(specifier, source) {
  const name = specifier.startsWith('node:') ? specifier : `node:${specifier}`
  const omitted = name === 'node:http' && !MAY_NEED_CLIENT.test(source) ? LOADS_CLIENT : []
  const key = [name, ...omitted].join()
  let module = builtins.get(key)
  if (!module) {
    module = synthetic(name, replaced.get(name) ?? process.getBuiltinModule(name), omitted)
    builtins.set(key, module)
  }
  return module
}

/** A module of what Node.js itself has loaded. @param omitted members that it is to be without. */
function synthetic(name, exported, omitted = []) {
  const without = new Set(['default', ...omitted])
  const members = Object(exported) === exported ? Object.keys(exported).filter((key) => !without.has(key)) : []
  return new SyntheticModule(
    [...members, 'default'],
    function evaluate() {
      for (const member of members) this.setExport(member, exported[member])
      this.setExport('default', exported)
    },
    { identifier: name },
  )
}

function describeModule(meta, url) {
  meta.url = url.href
  meta.filename = fileURLToPath(url)
  meta.dirname = fileURLToPath(new URL('.', url))
  meta.resolve = (specifier) =>
    isBuiltin(specifier) ? specifier : pathToFileURL(createRequire(url).resolve(specifier)).href
}

function sourceOf(url, importer) {
  try {
    return readFileSync(url, 'utf8')
  } catch (error) {
    const from = importer ? ` imported from ${fileURLToPath(importer)}` : ''
    throw Object.assign(new Error(`Cannot find module '${fileURLToPath(url)}'${from}`, { cause: error }), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
  }
}
