import { Stack, Validations } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

export interface Wildcard {
  /** The resource as in the policy statement; it may contain references. */
  readonly resource: string
  readonly reason: string
}

/** Acknowledges AwsSolutions-IAM5 for exactly these resources of a role; any other wildcard still fails the synthesis. */
export function acknowledgeWildcards(role: Construct, wildcards: readonly Wildcard[]): void {
  const acknowledge = () => {
    for (const [resource, sharing] of Map.groupBy(wildcards, (wildcard) => wildcard.resource)) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${flatten(Stack.of(role).resolve(resource))}]`,
        reason: sharing.map(({ reason }) => reason).join(' '),
      })
    }
  }
  acknowledge()
  // A reference to another stack has its final form only once all constructs are there, which is when the tree is validated.
  role.node.addValidation({
    validate() {
      acknowledge()
      return []
    },
  })
}

type Joined = { 'Fn::Join': [string, unknown[]] }
type Reference = { Ref: string }
type Attribute = { 'Fn::GetAtt': [string, string] }

/** cdk-nag names a finding by the resolved value with each reference as `<LogicalId>` or `<LogicalId.Attribute>`; one to another stack as JSON. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value
  const intrinsic = value as Partial<Joined & Reference & Attribute>
  if (intrinsic['Fn::Join']) return intrinsic['Fn::Join'][1].map(flatten).join(intrinsic['Fn::Join'][0])
  if (intrinsic['Fn::GetAtt']) return `<${intrinsic['Fn::GetAtt'].join('.')}>`
  return intrinsic.Ref === undefined ? JSON.stringify(value) : `<${intrinsic.Ref}>`
}
