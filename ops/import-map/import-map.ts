import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { pascalCase, type Stack, StackError, stackNamesOf } from '../stack/stack.ts'

/**
 * For each logical id the property that CloudFormation finds the resource by, as `cdk import --resource-mapping` reads it. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceToImport.html
 */
export type ImportMap = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What of a service holds data, and the identifier of its type. Everything else is made anew in another stack. */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueUrl',
}

type Movable = Pick<ServiceDeclaration, 'name'> & {
  readonly consumers: readonly Pick<ServiceDeclaration['consumers'][number], 'name'>[]
}

/**
 * The table, the bucket and the queues of a service by the logical ids that they have in the template of either layout.
 * @throws {StackError} when the service has none in the stack.
 */
export async function importMapOf(
  client: CloudFormationClient,
  stack: Pick<Stack, 'name' | 'others' | 'outputs'>,
  service: Movable,
): Promise<ImportMap> {
  const outputs = stack.outputs()
  const names = [
    `${pascalCase(service.name)}TableName`,
    `${pascalCase(service.name)}BucketName`,
    ...service.consumers.flatMap(({ name }) => [
      `Consumer${pascalCase(name)}QueueUrl`,
      `Consumer${pascalCase(name)}DlqUrl`,
    ]),
  ]
  const own = new Set(names.flatMap((name) => outputs.get(name) ?? []))
  const map: Record<string, Record<string, string>> = {}
  for (const StackName of stackNamesOf(stack)) {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
      for (const { ResourceType = '', LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries) {
        const identifier = IDENTIFIERS[ResourceType]
        if (identifier && own.has(PhysicalResourceId)) map[LogicalResourceId] = { [identifier]: PhysicalResourceId }
      }
    }
  }
  if (Object.keys(map).length > 0) return map
  throw new StackError(
    `Service ${service.name} has no table, bucket or queue in ${stack.name}: nothing of it can be imported.`,
  )
}
