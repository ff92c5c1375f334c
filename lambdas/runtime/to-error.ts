import { inspect, types } from 'node:util'
import { isContractError } from '../../events/errors.ts'
import { ConflictError, DeferredError, PermanentError, TransientError } from './errors.ts'
import { textOf } from './text-of.ts'

let cleansed = (error: Error): Error => error

/** What takes the values of secrets out of every error from now on: a function without secrets does not load it. */
export function cleanseErrorsBy(cleansing: (error: Error) => Error): void {
  cleansed = cleansing
}

/**
 * Turns any thrown value into an error that all later code can read safely: `message`, `name` and `stack` are texts, no
 * property runs code, and `instanceof` cannot throw. JavaScript throws anything: `null`, a symbol, an error whose message
 * is a number, a proxy. Logs, fingerprints and dead letters read what was thrown, and where that threw in its turn, the
 * message it belongs to was never given up. No value of a secret that the function has read stands in its texts.
 * @returns the same object if it is such an error already, else a new one of the same class of failure.
 */
export function toError(thrown: unknown): Error {
  return cleansed(isSound(thrown) ? thrown : soundOf(thrown))
}

function soundOf(thrown: unknown): Error {
  const text = messageOf(thrown)
  const cause = propertyOf(thrown, 'cause')
  const error = ofSameClass(thrown, text, cause === undefined ? {} : { cause })
  const name = propertyOf(thrown, 'name')
  if (typeof name === 'string' && name !== '' && error.name === 'Error') error.name = name
  const stack = propertyOf(thrown, 'stack')
  // The stack of the new error would show this place, not the one that threw.
  error.stack = typeof stack === 'string' ? stack : `${error.name}: ${text}`
  return error
}

type Loose = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Loose =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

const propertyOf = (thrown: unknown, name: string): unknown =>
  attempt(() => (isObject(thrown) ? thrown[name] : undefined))

/** The class of an unreadable error still decides how its failure is treated. */
function ofSameClass(thrown: unknown, text: string, options: { cause?: unknown }): Error {
  const is = (test: () => boolean): boolean => attempt(test) === true
  const number = (name: string): number | undefined => {
    const value = propertyOf(thrown, name)
    return typeof value === 'number' ? value : undefined
  }
  const given = propertyOf(thrown, 'code')
  const code = typeof given === 'string' ? given : 'UNREADABLE_ERROR'
  if (is(() => thrown instanceof DeferredError)) return new DeferredError(code, text, number('delaySeconds'))
  if (is(() => thrown instanceof ConflictError)) return new ConflictError(text, options)
  if (is(() => thrown instanceof PermanentError || isContractError(thrown))) {
    return new PermanentError(code, text, options)
  }
  if (is(() => thrown instanceof TransientError)) {
    return new TransientError(code, text, { ...options, retryAfterSeconds: number('retryAfterSeconds') })
  }
  const error = new Error(text, options)
  return typeof given === 'string' ? Object.assign(error, { code: given }) : error
}

function messageOf(thrown: unknown): string {
  if (!isObject(thrown)) return textOf(thrown)
  const message = attempt(() => (types.isProxy(thrown) ? undefined : thrown.message))
  if (typeof message === 'string') return message
  return describe(message ?? thrown)
}

/** Without running any code of the value's. */
const describe = (value: unknown): string =>
  attempt(() =>
    isObject(value)
      ? inspect(value, { customInspect: false, depth: 2, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 1000 })
      : String(value),
  ) ?? 'something without a text'

const MAX_PROTOTYPES = 20

/** A real error, all of whose parts that anybody reads are plain values, its own or of its classes. */
function isSound(thrown: unknown): thrown is Error {
  // No proxy passes for an error here.
  if (!types.isNativeError(thrown)) return false
  let owner: object | null = thrown
  const seen = new Set<string>()
  for (let depth = 0; owner !== null; depth++) {
    if (types.isProxy(owner) || depth > MAX_PROTOTYPES) return false
    for (const name of ['message', 'name', 'code', 'cause', 'delaySeconds', 'retryAfterSeconds', 'stack']) {
      const property = seen.has(name) ? undefined : Object.getOwnPropertyDescriptor(owner, name)
      if (!property) continue
      seen.add(name)
      if (!isSoundProperty(name, property, owner === thrown)) return false
    }
    owner = Object.getPrototypeOf(owner) as object | null
  }
  return seen.has('message') && seen.has('name')
}

function isSoundProperty(name: string, property: PropertyDescriptor, isOwn: boolean): boolean {
  if (!('value' in property)) return name === 'stack' && isOwn && isEngines(property.get)
  if (name === 'message' || name === 'name') return typeof property.value === 'string'
  return name !== 'stack' || typeof property.value === 'string' || property.value === undefined
}

/** V8 keeps the stack behind accessors of its own. */
const isEngines = (get: (() => unknown) | undefined): boolean =>
  get !== undefined && get === Object.getOwnPropertyDescriptor(new Error('any'), 'stack')?.get

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
