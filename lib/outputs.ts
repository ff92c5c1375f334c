import { CfnOutput, Stack } from 'aws-cdk-lib'
import { metricsNamespace } from '../lambdas/runtime/declarations/metrics.ts'
import type { PipelineApi } from './api/pipeline-api.ts'
import { pascalCase } from './names.ts'
import type { Parking } from './parking/parking.ts'
import type { Platform } from './platform.ts'
import type { ConsumerQueues } from './queues/consumer-queues.ts'
import type { Relay } from './relay/relay.ts'
import type { Service } from './service.ts'
import type { Settings } from './settings.ts'
import type { PipelineStacks } from './stacks/pipeline-stacks.ts'

export interface Outputs {
  readonly platform: Platform
  readonly services: readonly Service[]
  readonly queues: ConsumerQueues
  readonly eventRelay: Relay
  readonly commandRelay: Relay
  /** One for each stack with a consumer that declares `onDeadLetter: 'hold'`. */
  readonly parkings: readonly Parking[]
  readonly api: PipelineApi
}

/** The outputs by which tools and tests find everything, each in the stack of what it names. Their names are a contract: rename none. */
export function writeOutputs(stacks: PipelineStacks, outputs: Outputs): void {
  const { services, queues, commandRelay, parkings } = outputs
  write(stacks.shared, { ...outputsOfPlatform(outputs), ...outputsOfLayout(stacks) })
  write(stacks.joint, outputsOfCommands(commandRelay))
  for (const parking of parkings) write(Stack.of(parking), outputsOfParking(parking))
  for (const service of services) write(Stack.of(service), outputsOfService(service, queues))
  for (const stack of stacks.all) if (stack !== stacks.shared) write(stack, { [PIPELINE]: stacks.shared.stackName })
}

function write(stack: Stack, outputs: Record<string, string>): void {
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value })
}

/** Names of the pipeline's other stacks, comma-separated; absent where there are none. `ops/stack/` reads it. */
const OTHER_STACKS = 'OtherStacks'
/** In each of those: the name of the stack that has {@link OTHER_STACKS}. */
const PIPELINE = 'PipelineStack'

const outputsOfLayout = ({ shared, all }: PipelineStacks): Record<string, string> =>
  all.length === 1
    ? {}
    : { [OTHER_STACKS]: all.flatMap((stack) => (stack === shared ? [] : [stack.stackName])).join(',') }

function outputsOfPlatform({ platform, eventRelay, api }: Outputs): Record<string, string> {
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
  }
}

const outputsOfCommands = ({ function: relay, failures, waiting }: Relay): Record<string, string> => ({
  CommandRelayFunctionName: relay.functionName,
  CommandRelayFailureQueueUrl: failures.queueUrl,
  ...(waiting && { CommandRelayWaitingQueueUrl: waiting.queueUrl }),
})

/** With the name of its service before it, unless it is that of all of them. */
const outputsOfParking = (parking: Parking): Record<string, string> => ({
  [`${parking.service === undefined ? '' : pascalCase(parking.service)}ParkingFunctionName`]:
    parking.function.functionName,
})

/** How callers have to authenticate. */
const authOutputs = (auth: Settings['apiAuth']) => ({
  ApiAuth: auth.kind,
  ...(auth.kind === 'jwt' && { ApiCustomerClaim: auth.customerClaim, ApiOperatorScope: auth.operatorScope }),
})

function outputsOfService(one: Service, queues: ConsumerQueues): Record<string, string> {
  const { declaration, table, bucket, consumers } = one
  const service = pascalCase(declaration.name)
  return {
    ...(table ? { [`${service}TableName`]: table.tableName } : {}),
    ...(bucket ? { [`${service}BucketName`]: bucket.bucketName } : {}),
    ...Object.assign(
      {},
      ...[...consumers].map(([name, consumer]) => ({
        // One output for all names, because CloudFormation allows only 200 outputs. `ops/stack/outputs.ts` reads it.
        [`Consumer${pascalCase(name)}`]: Stack.of(one).toJsonString({
          queueUrl: queues.of(name).queue.queueUrl,
          deadLetterQueueUrl: queues.of(name).deadLetters.queueUrl,
          functionName: consumer.function.functionName,
        }),
      })),
    ),
  }
}
