import { CfnOutput, type Stack } from 'aws-cdk-lib'
import { metricsNamespace } from '../lambdas/runtime/declarations/metrics.ts'
import type { PipelineApi } from './api/pipeline-api.ts'
import type { ConsumerQueues } from './consumers/consumer-queues.ts'
import { pascalCase } from './names.ts'
import type { Parking } from './parking/parking.ts'
import type { Platform } from './platform.ts'
import type { Relay } from './relay/relay.ts'
import type { Service } from './service.ts'
import type { Settings } from './settings.ts'

export interface Outputs {
  readonly platform: Platform
  readonly services: readonly Service[]
  readonly queues: ConsumerQueues
  readonly eventRelay: Relay
  readonly commandRelay: Relay
  /** Absent where no consumer declares `onDeadLetter: 'hold'`. */
  readonly parking: Parking | undefined
  readonly api: PipelineApi
}

/** The outputs by which tools and tests find everything. Their names are a contract: rename none. */
export function writeOutputs(stack: Stack, outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputsOf(stack, outputs))) new CfnOutput(stack, name, { value })
}

function outputsOf(stack: Stack, outputs: Outputs): Record<string, string> {
  const { platform, services, queues, eventRelay, commandRelay, parking, api } = outputs
  const { tables, fabric, alarmTopic } = platform
  return {
    ApiUrl: api.stage.url,
    ApiId: api.api.apiId,
    ...authOutputs(platform.settings.apiAuth),
    EventBusName: fabric.bus.eventBusName,
    EventTopicArn: fabric.topic.topicArn,
    ...(platform.claims && { ClaimBucketName: platform.claims.bucketName }),
    EventArchiveName: fabric.archive.archiveName,
    AlarmTopicArn: alarmTopic.topicArn,
    MetricsNamespace: metricsNamespace(platform.settings.stage),
    EventTableName: tables.events.tableName,
    CommandTableName: tables.commands.tableName,
    ProcessedTableName: tables.processed.tableName,
    SnapshotTableName: tables.snapshots.tableName,
    DeadLetterTableName: tables.deadLetters.tableName,
    BreakerTableName: tables.breakers.tableName,
    ParkedTableName: tables.parked.tableName,
    OperationTableName: tables.operations.tableName,
    AuditLogTableName: tables.auditLog.tableName,
    EventRelayFunctionName: eventRelay.function.functionName,
    EventRelayFailureQueueUrl: eventRelay.failures.queueUrl,
    CommandRelayFunctionName: commandRelay.function.functionName,
    CommandRelayFailureQueueUrl: commandRelay.failures.queueUrl,
    ...(parking && { ParkingFunctionName: parking.function.functionName }),
    ...(commandRelay.waiting && { CommandRelayWaitingQueueUrl: commandRelay.waiting.queueUrl }),
    ...Object.assign({}, ...services.map((service) => serviceOutputs(stack, service, queues))),
  }
}

/** How callers have to authenticate. */
const authOutputs = (auth: Settings['apiAuth']) => ({
  ApiAuth: auth.kind,
  ...(auth.kind === 'jwt' && { ApiCustomerClaim: auth.customerClaim, ApiOperatorScope: auth.operatorScope }),
})

function serviceOutputs(
  stack: Stack,
  { declaration, table, bucket, consumers }: Service,
  queues: ConsumerQueues,
): Record<string, string> {
  const service = pascalCase(declaration.name)
  return {
    ...(table ? { [`${service}TableName`]: table.tableName } : {}),
    ...(bucket ? { [`${service}BucketName`]: bucket.bucketName } : {}),
    ...Object.assign(
      {},
      ...[...consumers].map(([name, consumer]) => ({
        // One output for all names, because CloudFormation allows only 200 outputs. `ops/stack/outputs.ts` reads it.
        [`Consumer${pascalCase(name)}`]: stack.toJsonString({
          queueUrl: queues.of(name).queue.queueUrl,
          deadLetterQueueUrl: queues.of(name).deadLetters.queueUrl,
          functionName: consumer.function.functionName,
        }),
      })),
    ),
  }
}
