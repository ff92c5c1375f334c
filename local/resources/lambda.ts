import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { inputProblems, optional, wholeBetween } from '../endpoint/checked-input.ts'
import { type FunctionDefinition, functionNameOf, functionProblems } from '../lambda/index.ts'
import { count, defined, noEffect, text } from '../template/property-values.ts'
import { eventSourceMapping } from './event-source-mapping.ts'
import { inertType, type Resource, type ResourceType, resourceType } from './resource-type.ts'
import type { Services } from './services.ts'

const code = z.strictObject({
  S3Bucket: text.optional(),
  S3Key: text.optional(),
  S3ObjectVersion: noEffect,
  ZipFile: text.optional(),
  SourceKMSKeyArn: noEffect,
})

const functionProperties = z.strictObject({
  FunctionName: text.optional(),
  Code: code,
  Handler: text,
  Runtime: z.string().regex(/^nodejs/, 'only Node.js functions run locally'),
  Description: text.optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), text).optional() }).optional(),
  Timeout: count.optional(),
  MemorySize: count.optional(),
  ReservedConcurrentExecutions: count.optional(),
  Role: text.optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: text.optional() }).optional(),
  PackageType: z.literal('Zip').optional(),
  Architectures: noEffect,
  EphemeralStorage: noEffect,
  KmsKeyArn: noEffect,
  LoggingConfig: z
    .strictObject({
      LogGroup: text.optional(),
      ApplicationLogLevel: noEffect,
      LogFormat: noEffect,
      SystemLogLevel: noEffect,
    })
    .optional(),
  RecursiveLoop: noEffect,
  RuntimeManagementConfig: noEffect,
  SnapStart: noEffect,
  Tags: noEffect,
  TracingConfig: noEffect,
})

const lambdaFunction = resourceType(
  functionProperties,
  (properties, resource, services) => {
    const definition = definitionOf(properties, resource, services)
    services.functions.create(definition)
    return { physicalId: definition.name, attributes: { Arn: definition.arn } }
  },
  {
    replacedBy: ['FunctionName', 'PackageType'],
    namedBy: 'FunctionName',
    check: functionProblems,
    update(properties, resource, services, { created }) {
      services.functions.redefine({ ...definitionOf(properties, resource, services), name: created.physicalId })
      return created
    },
    remove: ({ physicalId }, { functions }) => functions.remove(physicalId),
  },
)

function definitionOf(
  properties: z.output<typeof functionProperties>,
  resource: Resource,
  services: Services,
): FunctionDefinition {
  const name = properties.FunctionName ?? resource.uniqueName(64)
  services.iam?.bindFunction(name, properties.Role, properties.Description)
  const onFailure = properties.DeadLetterConfig?.TargetArn
  return {
    name,
    arn: functionArn(name, services),
    codeDir: codeDirectory(properties.Code, name, resource, services),
    handler: properties.Handler,
    runtime: properties.Runtime,
    environment: properties.Environment?.Variables ?? {},
    ...defined({
      description: properties.Description,
      roleArn: properties.Role,
      logGroup: properties.LoggingConfig?.LogGroup,
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      concurrency: properties.ReservedConcurrentExecutions,
      asyncInvoke: onFailure === undefined ? undefined : { onFailure },
    }),
  }
}

const functionArn = (name: string, { region, accountId }: Services) =>
  `arn:aws:lambda:${region}:${accountId}:function:${functionNameOf(name)}`

function codeDirectory(
  { S3Key, ZipFile }: z.output<typeof code>,
  name: string,
  resource: Resource,
  services: Services,
): string {
  if (ZipFile !== undefined) {
    // Other code has another directory: a function that is being updated may still load the old one.
    const hash = createHash('sha256').update(ZipFile).digest('hex').slice(0, 12)
    const directory = join(services.scratchDirectory(), `${name}-${hash}`)
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'index.js'), ZipFile)
    return directory
  }
  const directory = S3Key === undefined ? undefined : resource.assetDirectory(S3Key)
  if (!directory) throw new Error(`The code ${S3Key} is no asset of this cloud assembly`)
  return directory
}

const version = inertType(
  z.strictObject({
    FunctionName: text,
    CodeSha256: noEffect,
    Description: noEffect,
    FunctionScalingConfig: noEffect,
    ProvisionedConcurrencyConfig: noEffect,
    RuntimePolicy: noEffect,
  }),
  ({ FunctionName }, _, services) => {
    const arn = `${functionArn(FunctionName, services)}:1`
    return { physicalId: arn, attributes: { FunctionArn: arn, Version: '1' } }
  },
)

const alias = inertType(
  z.strictObject({
    FunctionName: text,
    FunctionVersion: text,
    Name: text,
    Description: noEffect,
    ProvisionedConcurrencyConfig: noEffect,
    RoutingConfig: noEffect,
  }),
  ({ FunctionName, Name }, _, services) => {
    const arn = `${functionArn(FunctionName, services)}:${Name}`
    return { physicalId: arn, attributes: { AliasArn: arn } }
  },
)

const destination = z.strictObject({ Destination: text }).optional()

const eventInvokeConfig = resourceType(
  z.strictObject({
    FunctionName: text,
    Qualifier: text,
    MaximumRetryAttempts: count.optional(),
    MaximumEventAgeInSeconds: count.optional(),
    DestinationConfig: z.strictObject({ OnFailure: destination, OnSuccess: destination }).optional(),
  }),
  ({ FunctionName, MaximumRetryAttempts, DestinationConfig }, resource, { functions }) => {
    const definition = functions.find(FunctionName)
    if (!definition) throw new Error(`No function ${FunctionName}`)
    definition.asyncInvoke = {
      ...definition.asyncInvoke,
      ...defined({
        maximumRetryAttempts: MaximumRetryAttempts,
        onFailure: DestinationConfig?.OnFailure?.Destination,
        onSuccess: DestinationConfig?.OnSuccess?.Destination,
      }),
    }
    return { physicalId: resource.uniqueName() }
  },
  {
    replacedBy: ['FunctionName', 'Qualifier'],
    check: ({ MaximumRetryAttempts, MaximumEventAgeInSeconds }) =>
      inputProblems(eventInvokeLimits, { MaximumRetryAttempts, MaximumEventAgeInSeconds }),
  },
)

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
const eventInvokeLimits = z.object({
  MaximumRetryAttempts: optional(wholeBetween(0, 2)),
  MaximumEventAgeInSeconds: optional(wholeBetween(60, 21_600)),
})

/** A statement of the policy of a function. */
const permission = resourceType(
  z.strictObject({
    Action: text,
    FunctionName: text,
    Principal: text,
    SourceAccount: text.optional(),
    SourceArn: text.optional(),
    EventSourceToken: noEffect,
    FunctionUrlAuthType: noEffect,
    InvokedViaFunctionUrl: noEffect,
  }),
  ({ Action, FunctionName, Principal, SourceAccount, SourceArn }, resource, services) => {
    const arn = functionArn(FunctionName, services)
    const id = resource.uniqueName()
    services.iam?.policies.put(arn, id, {
      Statement: {
        Effect: 'Allow',
        Action,
        Resource: arn,
        Principal: /\.amazonaws\.com$/.test(Principal) ? { Service: Principal } : { AWS: Principal },
        Condition: defined({
          ArnLike: SourceArn === undefined ? undefined : { 'aws:SourceArn': SourceArn },
          StringEquals: SourceAccount === undefined ? undefined : { 'aws:SourceAccount': SourceAccount },
        }),
      },
    })
    return { physicalId: id, attributes: { Id: id } }
  },
  {
    replacedBy: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
    remove({ physicalId }, services, { FunctionName }) {
      services.iam?.policies.remove(functionArn(FunctionName, services), physicalId)
    },
  },
)

export const lambdaTypes: Record<string, ResourceType> = {
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': version,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Permission': permission,
}
