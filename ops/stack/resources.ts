import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'

/** Physical ids of all resources of one type, e.g. `AWS::Lambda::Function`, in these stacks. */
export async function resourcesOfType(
  client: CloudFormationClient,
  stackNames: readonly string[],
  type: string,
): Promise<string[]> {
  const ids: string[] = []
  for (const StackName of stackNames) {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
      for (const { ResourceType, PhysicalResourceId = '' } of StackResourceSummaries) {
        if (ResourceType === type) ids.push(PhysicalResourceId)
      }
    }
  }
  return ids
}
