import { Duration } from 'aws-cdk-lib'
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { METRICS_DETAIL_VARIABLE, metricsNamespace } from '../../lambdas/runtime/declarations/metrics.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'
import type { Settings } from '../settings.ts'
import { removalOf } from '../storage/removal.ts'
import { acknowledgeWildcards } from '../validation/acknowledge.ts'
import { type Access, allow, mergeAccess, tellUnseenUses } from './access.ts'
import { assertDeclared } from './assert-declared.ts'
import type { FunctionCode } from './code.ts'

export interface PipelineFunctionProps {
  readonly settings: Settings
  /** Name of the service, also in logs, metrics and traces. */
  readonly service: string
  readonly description: string
  readonly code: FunctionCode
  readonly timeoutSeconds: number
  readonly memoryMb: number
  /** Concurrent executions that are reserved for this function and also limit it. Default 0: none are reserved, and only the account's limit holds. */
  readonly reservedConcurrency?: number
  readonly access: Access
  /** What the declaration of a consumer or of routes says that it uses; its access follows from it. Default: nothing. */
  readonly uses?: Uses
  /** Circuit breakers that the declaration of a consumer names. Default: none. */
  readonly breakers?: readonly string[]
}

/** A function whose role holds exactly what it was given: logs and its {@link Access}; nothing is added later. */
export class PipelineFunction extends Construct {
  readonly function: LambdaFunction
  readonly logGroup: LogGroup

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id)
    const { settings, service } = props
    const { revision, needs = [], ...code } = props.code
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logDays,
      removalPolicy: removalOf(settings),
    })
    const access = mergeAccess([writeLogs(this.logGroup), props.access])
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Access: new PolicyDocument({
          statements: [...access.statements],
        }),
      },
    })
    const environment = {
      SERVICE: service,
      STAGE: settings.stage,
      POWERTOOLS_SERVICE_NAME: service,
      POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(settings.stage),
      [METRICS_DETAIL_VARIABLE]: settings.consumerMetrics,
      POWERTOOLS_LOG_LEVEL: 'INFO',
      ...(revision && { CODE_REVISION: revision }),
      ...access.environment,
    } satisfies Access['environment']
    assertDeclared(props.description, needs, {
      uses: props.uses ?? {},
      breakers: props.breakers,
      environment,
    })
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      ...code,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      ...(props.reservedConcurrency ? { reservedConcurrentExecutions: props.reservedConcurrency } : {}),
      logGroup: this.logGroup,
      // Without this, CDK's event sources would add grants of their own, which are wider than needed.
      role: role.withoutPolicyUpdates(),
      environment: { ...access.ownVariables, ...environment },
    })
    tellUnseenUses(role, access.unseen)
    acknowledgeWildcards(role, access.wildcards)
  }
}

const LOG_ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents']
const BY_LAMBDA_ITSELF = 'Lambda writes logs itself, past every endpoint.'

const writeLogs = (logGroup: LogGroup): Access => ({
  environment: {},
  statements: [allow(LOG_ACTIONS, [logGroup.logGroupArn])],
  unseen: [{ actions: LOG_ACTIONS, resources: [logGroup.logGroupArn], reason: BY_LAMBDA_ITSELF }],
})
