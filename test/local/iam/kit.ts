import { type Decision, evaluate } from '../../../local/iam/evaluate.ts'
import { compilePolicy } from '../../../local/iam/policy/policy.ts'
import { PolicySet } from '../../../local/iam/policy/policy-set.ts'
import type { Principal, RequestContext } from '../../../local/iam/request.ts'

export const accountId = '000000000000'
export const role: Principal = {
  kind: 'role',
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role/payment`,
  sessionArn: `arn:aws:sts::${accountId}:assumed-role/payment/payment-handler`,
}
export const eventBridge: Principal = { kind: 'service', name: 'events.amazonaws.com' }

export const tableArn = `arn:aws:dynamodb:us-east-1:${accountId}:table/payment`
export const queueArn = `arn:aws:sqs:us-east-1:${accountId}:payment`

/** A statement with these parts; what is left out allows everything. */
export const statement = (parts: Record<string, unknown> = {}) => ({
  Effect: 'Allow',
  ...(parts.NotAction ? {} : { Action: '*' }),
  ...(parts.NotResource ? {} : { Resource: '*' }),
  ...parts,
})

interface Asked {
  principal?: Principal
  action?: string
  resource?: string
  context?: RequestContext
  identity?: Record<string, unknown>[]
  resourcePolicy?: Record<string, unknown>[]
}

export function decide({ principal = role, identity = [], resourcePolicy = [], ...asked }: Asked): Decision {
  const request = { action: 'dynamodb:PutItem', resource: tableArn, context: {}, ...asked }
  const compile = (Statement: object[], kind: 'identity' | 'resource') =>
    new PolicySet(
      compilePolicy({ Version: '2012-10-17', Statement }, kind, 'policy Access of role payment', () => true),
    )
  return evaluate(principal, request, {
    identity: compile(identity, 'identity'),
    resource: compile(resourcePolicy, 'resource'),
  })
}

export const isAllowed = (asked: Asked): boolean => decide(asked).allowed

/** Whether a condition holds for a request with this context. */
export const holds = (Condition: object, context: RequestContext = {}): boolean =>
  isAllowed({ identity: [statement({ Condition })], context })
