import { closest } from 'fastest-levenshtein'
import { SettingsError } from './settings-error.ts'

/**
 * Context is shared with the CDK: its feature flags (`@aws-cdk/core:…`), what its command line sets (`aws:cdk:…`), and
 * the results of its look-ups (`availability-zones:account=…`). All of these have an `@` or a colon in their names, and
 * no setting has; two older ones are named here.
 */
const belongsToCdk = (key: string): boolean =>
  /[@:]/.test(key) || key === 'acknowledged-issue-numbers' || key === 'cli-telemetry'

/**
 * Picks the settings from the CDK's context.
 * @throws {SettingsError} naming every key that is neither a setting nor the CDK's, with the setting that is spelled most like it.
 */
export function settingsInContext(
  context: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Record<string, unknown> {
  const own = Object.entries(context).filter(([key]) => !belongsToCdk(key))
  const unknown = own.flatMap(([key]) => (known.includes(key) ? [] : [unknownKey(`Context ${key}`, key, known)]))
  if (unknown.length > 0) throw new SettingsError(unknown)
  return Object.fromEntries(own)
}

export const unknownKey = (where: string, key: string, known: readonly string[]): string =>
  `${where} is not a setting. Did you mean ${nearest(key, known)}? There are: ${known.join(', ')}.`

/** Compares without regard to case, so that `LOGDAYS` is taken for a misspelled `logDays`. */
function nearest(key: string, known: readonly string[]): string | undefined {
  const lowerCase = closest(
    key.toLowerCase(),
    known.map((one) => one.toLowerCase()),
  )
  return known.find((one) => one.toLowerCase() === lowerCase)
}
