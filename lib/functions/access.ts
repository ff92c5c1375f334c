import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Wildcard } from '../validation/acknowledge.ts'

/** What a function may touch, and the environment variables that name it: one never comes without the other. */
export interface Access {
  readonly environment: Readonly<Record<string, string>>
  readonly statements: readonly PolicyStatement[]
  /** Resources with a wildcard in them, each with the reason why it cannot be narrower. */
  readonly wildcards?: readonly Wildcard[]
}

export const noAccess: Access = { environment: {}, statements: [] }

export const mergeAccess = (accesses: readonly Access[]): Required<Access> => ({
  environment: Object.assign({}, ...accesses.map((access) => access.environment)),
  statements: accesses.flatMap((access) => access.statements),
  wildcards: accesses.flatMap((access) => access.wildcards ?? []),
})

export function allow(
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Record<string, Record<string, unknown>>,
): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions } : {}),
  })
}
