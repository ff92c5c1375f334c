import { secretName } from '../declarations/secret-name.ts'
import { systemClock } from '../system/clock.ts'
import { variable } from '../system/variable.ts'
import { KeptSecret } from './kept-secret.ts'
import type { Secret, SecretSchema } from './secret-types.ts'

export type { Secret, SecretSchema }

/**
 * A secret that the function's declaration names: `uses: { secrets: ['payment-provider'] }`. Asked for at the top of a file, it reads nothing yet; the code
 * that reads is loaded with the first value.
 * @param schema of a secret whose text is JSON. Default: the text is the value.
 * @example
 *   const key = secret('payment-provider')
 *   const answer = await charge(await key.value())
 * @public
 */
export function secret(name: string): Secret
export function secret<Value>(name: string, schema: SecretSchema<Value>): Secret<Value>
export function secret<Value>(name: string, schema?: SecretSchema<Value>): Secret<Value | string> {
  const fullName = secretName(variable('STAGE'), variable('SERVICE'), name)
  const readText = async () => (await import('./get-secret-value.ts')).getSecretValue(fullName)
  return new KeptSecret({ name: fullName, schema, readText, clock: systemClock })
}
