import type { VariableName } from '../declarations/variables.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** An environment variable that only some functions of a kind have; undefined where it is missing or empty. */
export const optionalVariable = (name: VariableName, variables: Variables = process.env): string | undefined =>
  variables[name] || undefined

/**
 * An environment variable that the function cannot do without. Read at the top of an entry, so that a function that lacks it
 * stops at its start instead of failing message by message.
 * @throws {Error} naming the variable. The list of what sets it is not part of the bundle: every cold start would read it.
 */
export function variable(name: VariableName, variables: Variables = process.env): string {
  const value = variables[name]
  if (value) return value
  throw new Error(
    `The environment variable ${name} is missing. What sets it stands in lambdas/runtime/declarations/variables.ts.`,
  )
}

/**
 * A variable of the service's own, which the function's declaration names: `uses: { variables: { PROVIDER_URL: {} } }`. Read at the top of an
 * entry, like {@link variable}.
 * @throws {Error} naming the variable.
 * @public
 */
export function ownVariable(name: string, variables: Variables = process.env): string {
  const value = variables[name]
  if (value) return value
  throw new Error(`The environment variable ${name} is missing: name it in uses: { variables } of this function.`)
}
