import { isContractError } from '../../../events/errors.ts'
import { fingerprint } from './fingerprint.ts'

/**
 * Limits of class and code in characters: a record larger than an item of DynamoDB could not be stored. Names that are meant as
 * such are far shorter.
 */
const MAX_NAME_CHARACTERS = 200

/** Error class and code, e.g. `PermanentError:INSUFFICIENT_FUNDS`: the class says what was done about it, the code what it was. */
export function errorTypeOf({ name, code }: Error & { readonly code?: unknown }): string {
  const short = (text: string): string => text.slice(0, MAX_NAME_CHARACTERS)
  return typeof code === 'string' ? `${short(name)}:${short(code)}` : short(name)
}

export const fingerprintOf = (error: Error): string => fingerprint(errorTypeOf(error), error.message)

/** zod/mini, which functions have, knows no texts, and says this of everything that is wrong. */
const UNTOLD = 'Invalid input'

/** What zod tells of an issue besides; which of them depends on its kind. */
interface Allowed {
  readonly expected?: string
  readonly values?: readonly unknown[]
  readonly keys?: readonly string[]
  readonly pattern?: string
  readonly format?: string
  /** What the bounds are of: `number`, `string`, `array`. */
  readonly origin?: string
  readonly minimum?: number
  readonly maximum?: number
  /** Whether the bound itself is allowed. */
  readonly inclusive?: boolean
}

/**
 * The message of an error as a cause is kept. Where a broken contract has no words, it says what is allowed in that place and what kind of value stands
 * there; never the value itself, which may be anybody's.
 */
export function errorMessageOf(error: Error): string {
  if (!isContractError(error)) return error.message
  let text = error.message
  // The message has the first issues, in their order. An error of a library may bear the same name, and has none.
  for (const { path, message, ...rest } of error.checked?.issues ?? []) {
    if (message !== UNTOLD) continue
    const { expected, values, keys, pattern, format, origin, minimum, maximum, inclusive } = rest as Allowed
    let found = error.checked.value as Record<PropertyKey, unknown> | null | undefined
    for (const part of path) found = found?.[part] as typeof found
    const size = origin === 'array' || origin === 'string' ? 'of a size of ' : ''
    const least = minimum !== undefined && `${size}${inclusive ? 'at least' : 'more than'} ${minimum}`
    const most = maximum !== undefined && `${size}${inclusive ? 'at most' : 'less than'} ${maximum}`
    const allowed = expected ?? (values && `one of ${values}`) ?? (keys && `without ${keys}`) ?? pattern ?? format
    const kind = found === null ? 'null' : Array.isArray(found) ? 'a list' : `of type ${typeof found}`
    const is = found === undefined ? 'missing' : kind
    text = text.replace(UNTOLD, () => `must be ${allowed ?? (least || most || 'of another form')}, it is ${is}`)
  }
  return text
}
