import { vi } from 'vitest'
import * as z from 'zod/mini'

/** What the test files of a worker share, by the names under which a message calls it. */
export type ProcessState = ReadonlyMap<string, unknown>

/** Functions that a test may replace, and has to put back. */
const replaceable = (): Readonly<Record<string, unknown>> => ({
  Date,
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  fetch,
  'Math.random': Math.random,
  'performance.now': performance.now,
  'crypto.randomUUID': crypto.randomUUID,
  'process.exit': process.exit,
  'process.kill': process.kill,
  'process.stdout.write': process.stdout.write,
  'process.stderr.write': process.stderr.write,
  ...Object.fromEntries(Object.entries(console).map(([name, log]) => [`console.${name}`, log])),
})

const prototypes = { Object, Function, Array, String, Number, Date, Map, Set, Promise, Error, Buffer, EventTarget }

/** Whoever listens for the exit is left out: it ends all that is shared. */
const listened = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'uncaughtException',
  'unhandledRejection',
  'warning',
  'message',
  'disconnect',
]

/** Packages set these for themselves when they are loaded: the SDK, which finds out whether it is in a function, Powertools, and many with two underscores. */
const isOfPackage = (name: string): boolean =>
  /^globalThis\.(__|awslambda$)/.test(name) || name === 'process.env.AWS_SDK_UA_APP_ID'

export function processState(): ProcessState {
  return new Map<string, unknown>([
    ['process.cwd()', process.cwd()],
    ['process.exitCode', process.exitCode],
    ['process.umask()', process.umask()],
    ['process.title', process.title],
    ['Error.stackTraceLimit', Error.stackTraceLimit],
    ['Error.prepareStackTrace', Error.prepareStackTrace],
    ['fake timers', vi.isFakeTimers()],
    ['customError of zod', z.config().customError],
    // Each place that sets the English messages makes a function of its own.
    ['localeError of zod', z.config().localeError !== undefined],
    ...Object.entries(process.env).map(([name, value]) => [`process.env.${name}`, value] as const),
    ...Object.entries(replaceable()),
    ...Object.getOwnPropertyNames(globalThis).map((name) => [`globalThis.${name}`, true] as const),
    ...listened.map((name) => [`listeners of process for ${name}`, process.listenerCount(name)] as const),
    ...Object.entries(prototypes).map(
      ([name, { prototype }]) => [`${name}.prototype`, Object.getOwnPropertyNames(prototype).join()] as const,
    ),
  ])
}

/** @returns the names of what differs. */
export const changesOf = (before: ProcessState, after: ProcessState): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => !isOfPackage(name) && !Object.is(before.get(name), after.get(name)),
  )
