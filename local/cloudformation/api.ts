import { queryService } from '../endpoint/query-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { ServiceHandler } from '../ports.ts'
import { type Begin, stackChanges } from './change-api.ts'
import type { Stack, StackResource } from './stack.ts'

/** The part of the CloudFormation API that looks at stacks, and creates, updates and deletes them; `stacks` are those that are there. */
export function cloudFormationApi(stacks: () => readonly Stack[], begin: Begin): ServiceHandler {
  const find = (nameOrId: string | null): Stack => {
    const stack = stacks().find(({ stackName, stackId }) => stackName === nameOrId || stackId === nameOrId)
    if (!stack) throw new ServiceError('ValidationError', `Stack with id ${nameOrId} does not exist`)
    return stack
  }
  const findResource = (stack: Stack, logicalId: string | null): StackResource => {
    const resource = stack.resources.find((candidate) => candidate.logicalId === logicalId)
    if (resource) return resource
    throw new ServiceError('ValidationError', `Resource ${logicalId} does not exist for stack ${stack.stackName}`)
  }
  return queryService('CloudFormation', 'http://cloudformation.amazonaws.com/doc/2010-05-15/', {
    DescribeStacks: (input) => {
      const name = input.get('StackName')
      return { Stacks: (name ? [find(name)] : [...stacks()]).map(describeStack) }
    },
    ...stackChanges(stacks, begin),
    ListStacks: () => ({
      StackSummaries: stacks().map((stack) => ({ ...summary(stack), TemplateDescription: stack.description })),
    }),
    DescribeStackResources: (input) => {
      const stack = input.get('StackName') ? find(input.get('StackName')) : ownerOf(stacks(), input)
      const logicalId = input.get('LogicalResourceId')
      const resources = logicalId ? [findResource(stack, logicalId)] : stack.resources
      return {
        StackResources: resources.map((resource) => ({
          StackName: stack.stackName,
          StackId: stack.stackId,
          ...describeResource(resource),
          Timestamp: new Date(resource.updatedAt),
        })),
      }
    },
    DescribeStackResource: (input) => {
      const stack = find(input.get('StackName'))
      const resource = findResource(stack, input.get('LogicalResourceId'))
      return {
        StackResourceDetail: {
          StackName: stack.stackName,
          StackId: stack.stackId,
          ...describeResource(resource),
          LastUpdatedTimestamp: new Date(resource.updatedAt),
        },
      }
    },
    ListStackResources: (input) => ({
      StackResourceSummaries: find(input.get('StackName')).resources.map((resource) => ({
        ...describeResource(resource),
        LastUpdatedTimestamp: new Date(resource.updatedAt),
      })),
    }),
    GetTemplate: (input) => ({ TemplateBody: JSON.stringify(find(input.get('StackName')).template) }),
    ListExports: () => ({
      Exports: stacks().flatMap((stack) =>
        stack.outputs.flatMap(({ exportName, value }) =>
          exportName ? [{ ExportingStackId: stack.stackId, Name: exportName, Value: value }] : [],
        ),
      ),
    }),
  })
}

function ownerOf(stacks: readonly Stack[], input: URLSearchParams): Stack {
  const physicalId = input.get('PhysicalResourceId')
  const owner = stacks.find(({ resources }) => resources.some((resource) => resource.physicalId === physicalId))
  if (!owner) throw new ServiceError('ValidationError', `Stack for ${physicalId} does not exist`)
  return owner
}

function summary({ stackName, stackId, status, statusReason, createdAt, updatedAt }: Stack) {
  return {
    StackName: stackName,
    StackId: stackId,
    StackStatus: status,
    StackStatusReason: statusReason,
    CreationTime: new Date(createdAt),
    LastUpdatedTime: updatedAt === undefined ? undefined : new Date(updatedAt),
  }
}

function describeStack(stack: Stack) {
  return {
    ...summary(stack),
    Description: stack.description,
    DisableRollback: false,
    Capabilities: ['CAPABILITY_IAM'],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
  }
}

function describeResource({ logicalId, physicalId, type, status }: StackResource) {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
  }
}
