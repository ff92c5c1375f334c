import { Arn, ArnFormat, Aws, CfnCondition, CfnOutput, Fn } from 'aws-cdk-lib'
import { type CfnRole, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { allow, tellUnseenUses } from '../functions/access.ts'

/**
 * The role that EventBridge acts as when it sends to a queue of another account, which it cannot do without
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html: "Specify an execution role", "Attach a
 * resource policy to the target"). Its ARN is an output, because the other team's queue has to let it send. To a queue of the
 * same account EventBridge sends without a role, by the policy of the queue alone
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html: "do not specify a RoleArn"); which account it
 * will be, only the deployment knows.
 */
export function sendingRoleArn(scope: Construct, queueArn: string): string {
  const { account } = Arn.split(queueArn, ArnFormat.NO_RESOURCE_NAME)
  const isElsewhere = new CfnCondition(scope, 'Elsewhere', {
    expression: Fn.conditionNot(Fn.conditionEquals(Aws.ACCOUNT_ID, account)),
  })
  const role = new Role(scope, 'Role', {
    description: 'Lets the bus send events to the queue of another team',
    assumedBy: new ServicePrincipal('events.amazonaws.com'),
    inlinePolicies: { Send: new PolicyDocument({ statements: [allow(['sqs:SendMessage'], [queueArn])] }) },
  })
  tellUnseenUses(role, [
    { actions: ['sqs:SendMessage'], resources: [queueArn], reason: 'The local runtime has no other account.' },
  ])
  const resource = role.node.defaultChild as CfnRole
  resource.cfnOptions.condition = isElsewhere
  const output = new CfnOutput(scope, 'RoleArn', { value: role.roleArn, condition: isElsewhere })
  output.overrideLogicalId(`${scope.node.id}RoleArn`)
  return Fn.conditionIf(isElsewhere.logicalId, role.roleArn, Aws.NO_VALUE).toString()
}
