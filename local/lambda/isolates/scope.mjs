// Keeps the functions of one thread apart: whatever a function reads or leaves in process-wide places is its own.
import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * @typedef {object} Environment An execution environment of a function, as Lambda would give it a process.
 * @property {Record<string, string>} variables
 * @property {{ write(text: string): void, flush(): void }} output
 * @property {string | undefined} requestId
 * @property {Map<PropertyKey, PropertyDescriptor>} globals What its code has added to `globalThis`, while it is not running.
 * @property {Map<object, unknown>} replaced What its code has put in place of what Node.js has set, while it is not running.
 */

const storage = new AsyncLocalStorage()

/** The environment whose invocation runs, or that is being loaded. One at a time. @type {Environment | undefined} */
let current

/** The environment that the running code belongs to, also when that is something it left behind, such as a timer. */
export const ownEnvironment = () => storage.getStore() ?? current

export const currentEnvironment = () => current

/** Globals that belong to the thread, and so to all of its functions. */
const commonGlobals = new Set(Reflect.ownKeys(globalThis))

/**
 * What functions replace most often of what Node.js has set, such as for a log of their own or a fixed time, and the value that it has
 * for all. @type {{ object: object, key: PropertyKey, common: unknown }[]}
 */
let replaceable = []

/** To be called once the thread itself has set what functions are to find there. */
export function separateReplaced() {
  const places = [
    [process.stdout, 'write'],
    [process.stderr, 'write'],
    [process, 'exit'],
    [globalThis, 'console'],
    [globalThis, 'fetch'],
    [globalThis, 'Date'],
    [Date, 'now'],
    [Math, 'random'],
    ...['trace', 'debug', 'info', 'log', 'warn', 'error'].map((method) => [console, method]),
  ]
  replaceable = places.map(([object, key]) => ({ object, key, common: object[key] }))
}

/** @returns what to give to `keepGlobals` once packages have been evaluated. */
export const globalsBefore = () => ({
  names: new Set(Reflect.ownKeys(globalThis)),
  values: replaceable.map(({ object, key }) => object[key]),
})

/** Packages that all functions share set globals that all of them need. @param before the globals that there were without. */
export function keepGlobals({ names, values }) {
  for (const key of Reflect.ownKeys(globalThis)) if (!names.has(key)) commonGlobals.add(key)
  for (const [index, place] of replaceable.entries()) {
    const value = place.object[place.key]
    if (value !== values[index]) place.common = value
  }
}

function putGlobals({ globals, replaced }) {
  for (const [key, descriptor] of globals) Object.defineProperty(globalThis, key, descriptor)
  for (const [{ object, key }, value] of replaced) Reflect.set(object, key, value)
}

function takeGlobals({ globals, replaced }) {
  replaced.clear()
  for (const place of replaceable) {
    const { object, key, common } = place
    if (object[key] === common) continue
    replaced.set(place, object[key])
    Reflect.set(object, key, common)
  }
  globals.clear()
  for (const key of Reflect.ownKeys(globalThis)) {
    if (commonGlobals.has(key)) continue
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, key)
    // A property that cannot be deleted stays visible to all functions of the thread; there is no way to prevent that.
    if (descriptor.configurable && delete globalThis[key]) globals.set(key, descriptor)
  }
}

/** Runs a task as this environment, alone. */
export async function runIn(environment, task) {
  current = environment
  putGlobals(environment)
  try {
    return await storage.run(environment, task)
  } finally {
    takeGlobals(environment)
    current = undefined
  }
}

/**
 * Makes `process.env` that of the environment that asks. A function that assigns another object to it, such as
 * `{ ...process.env, DEBUG: '1' }`, has those variables for itself: all others would run with its credentials otherwise.
 */
export function separateVariables() {
  const variables = () => ownEnvironment()?.variables ?? {}
  const asked = new Proxy(
    {},
    {
      get: (_, name) => variables()[name],
      set(_, name, value) {
        variables()[name] = String(value)
        return true
      },
      has: (_, name) => Object.hasOwn(variables(), name),
      deleteProperty: (_, name) => delete variables()[name],
      ownKeys: () => Reflect.ownKeys(variables()),
      getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(variables(), name),
      defineProperty: (_, name, descriptor) => Reflect.defineProperty(variables(), name, descriptor),
    },
  )
  Object.defineProperty(process, 'env', {
    // Not configurable: nobody can define it anew for the whole thread either.
    configurable: false,
    enumerable: true,
    get: () => asked,
    set(given) {
      const own = ownEnvironment()
      if (own) own.variables = { ...given }
    },
  })
}
