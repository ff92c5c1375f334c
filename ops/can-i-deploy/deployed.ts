import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { CONTRACTS_METADATA, type Contracts } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import { type Stack, StackError, stackNamesOf } from '../stack/stack.ts'
import { type DeployedContracts, joinContracts } from './join.ts'

/** The contracts that the deployed services read and write, from the templates of their stacks. @throws {StackError} if a template does not state them. */
export async function deployedContracts(stack: Stack): Promise<DeployedContracts> {
  const client = new CloudFormationClient(stack.clientSettings)
  const read = async (StackName: string): Promise<Contracts | undefined> => {
    const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName }))
    // One of several may have no service: it is on top of all others.
    return StackName === stack.name ? contractsIn(StackName, TemplateBody) : statedIn(StackName, TemplateBody)
  }
  try {
    const found = await Promise.all(stackNamesOf(stack).map(read))
    return joinContracts(found.filter((one) => one !== undefined))
  } finally {
    client.destroy()
  }
}

export function contractsIn(stack: string, template: string): Contracts {
  const stated = statedIn(stack, template)
  if (stated) return stated
  throw new StackError(
    `The template of ${stack} does not say what its services read and write: it was deployed before templates did. Deploy all of it once.`,
  )
}

const statedIn = (stack: string, template: string): Contracts | undefined =>
  metadataOf(stack, template)[CONTRACTS_METADATA]

function metadataOf(stack: string, template: string): Readonly<Record<string, Contracts | undefined>> {
  try {
    const { Metadata = {} } = JSON.parse(template) as { Metadata?: Record<string, Contracts> }
    return Metadata
  } catch (cause) {
    throw new StackError(`The template of ${stack} is not JSON, so it was not deployed by this project.`, { cause })
  }
}
