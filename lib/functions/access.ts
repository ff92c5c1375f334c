import type { CfnResource } from 'aws-cdk-lib'
import { Effect, type Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import type { VariableName } from '../../lambdas/runtime/declarations/variables.ts'
import type { Wildcard } from '../validation/acknowledge.ts'

/** What a function may touch, and the environment variables that name it: one never comes without the other. */
export interface Access {
  readonly environment: Readonly<Partial<Record<VariableName, string>>>
  /** Variables of the service's own. */
  readonly ownVariables?: Readonly<Record<string, string>>
  readonly statements: readonly PolicyStatement[]
  /** Grants whose use the local runtime cannot observe, each with the reason. All others must be used by an end-to-end test. */
  readonly unseen?: readonly UnseenUse[]
  /** Resources with a wildcard in them, each with the reason why it cannot be narrower. */
  readonly wildcards?: readonly Wildcard[]
}

/** A grant that `npm run check:iam` does not demand a use of. */
export interface UnseenUse {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Why no test needs to use this grant. */
  readonly reason: string
  /**
   * What has to be seen used instead: one of these actions of the same role on the same resource, or the same action of any role that has
   * the grant under the same name, or with both one of these actions of any such role. Absent: nothing can be.
   */
  readonly sameAs?: { readonly actions: readonly string[]; readonly holders?: string } | { readonly holders: string }
}

/** The note is part of the template, where the local runtime reads it. */
export const tellUnseenUses = (granted: Role | Policy, unseen: readonly UnseenUse[]): void =>
  (granted.node.defaultChild as CfnResource).addMetadata('UsedUnseen', unseen)

export const noAccess: Access = { environment: {}, statements: [] }

export const mergeAccess = (accesses: readonly Access[]): Required<Access> => ({
  environment: Object.assign({}, ...accesses.map((access) => access.environment)),
  ownVariables: Object.assign({}, ...accesses.map((access) => access.ownVariables)),
  statements: accesses.flatMap((access) => access.statements),
  unseen: accesses.flatMap((access) => access.unseen ?? []),
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
