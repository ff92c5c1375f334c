import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, type Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { METRICS_NAMESPACE } from '../../lambdas/runtime/declarations/metrics.ts'
import type { Settings } from '../settings.ts'
import { type Access, allow } from './access.ts'

export interface PipelineFunctionProps {
  readonly settings: Settings
  /** Also the service name in logs, metrics and traces. */
  readonly service: string
  readonly description: string
  readonly code: Code
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly access: Access
}

/** A function whose role holds exactly what it was given: logs, traces and its {@link Access}; nothing is added later. */
export class PipelineFunction extends Construct {
  readonly function: LambdaFunction

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id)
    const { settings, service, access } = props
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logDays,
      removalPolicy: settings.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Access: new PolicyDocument({
          statements: [
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
            allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
            ...access.statements,
          ],
        }),
      },
    })
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      tracing: Tracing.ACTIVE,
      logGroup,
      // Event sources would grant more than they need by themselves.
      role: role.withoutPolicyUpdates(),
      environment: {
        SERVICE: service,
        STAGE: settings.stage,
        POWERTOOLS_SERVICE_NAME: service,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        ...access.environment,
      },
    })
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray knows no resources for PutTraceSegments and PutTelemetryRecords: AWS demands the wildcard.',
    })
  }
}
