import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'

type Outputs = readonly (readonly [key: string, value: string])[]

/** A pipeline as it is deployed, in one stack or in several. */
export interface DescribedPipeline {
  /** The stack that every pipeline has: the only one, or that of what its services share. */
  readonly name: string
  /** Its other stacks, as far as they are deployed. */
  readonly others: readonly string[]
  /** Outputs of all of its stacks. */
  readonly outputs: Outputs
}

/**
 * Reads the outputs of all stacks of a pipeline. Its shared stack names the others in the output `OtherStacks`, and each of these names the shared
 * one in `PipelineStack`, so that any of them leads to all.
 */
export async function describePipeline(client: CloudFormationClient, stackName: string): Promise<DescribedPipeline> {
  const given = await outputsOf(client, stackName)
  const pipeline = new Map(given).get('PipelineStack')
  const [name, shared] = pipeline === undefined ? [stackName, given] : [pipeline, await outputsOf(client, pipeline)]
  const listed = new Map(shared).get('OtherStacks')?.split(',') ?? []
  const found = await Promise.all(listed.map(async (other) => [other, await outputsIfDeployed(client, other)] as const))
  const deployed = found.flatMap(([other, outputs]) => (outputs ? [[other, outputs] as const] : []))
  return {
    name,
    others: deployed.map(([other]) => other),
    outputs: [...shared, ...deployed.flatMap(([, outputs]) => outputs)],
  }
}

async function outputsOf(client: CloudFormationClient, StackName: string): Promise<Outputs> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
  return (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])
}

/** Undefined for a stack that is not there yet, because the first deployment is still under way, or not any more. */
async function outputsIfDeployed(client: CloudFormationClient, name: string): Promise<Outputs | undefined> {
  try {
    return await outputsOf(client, name)
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined
    throw error
  }
}
