import { fingerprint } from './fingerprint.ts'

/** A record that outgrows an item would never be kept; both are short where they are used as meant. */
const MAX_NAME_CHARACTERS = 200

/** Error class and code, e.g. `PermanentError:INSUFFICIENT_FUNDS`: the class says what was done about it, the code what it was. */
export function errorTypeOf({ name, code }: Error & { readonly code?: unknown }): string {
  const short = (text: string): string => text.slice(0, MAX_NAME_CHARACTERS)
  return typeof code === 'string' ? `${short(name)}:${short(code)}` : short(name)
}

export const fingerprintOf = (error: Error): string => fingerprint(errorTypeOf(error), error.message)
