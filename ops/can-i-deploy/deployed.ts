import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { CONTRACTS_METADATA, type Contracts } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import { type Stack, StackError } from '../stack/stack.ts'

/** The contracts that the deployed stack reads and writes, from its own template. @throws {StackError} if the template does not state them. */
export async function deployedContracts({ name, clientSettings }: Stack): Promise<Contracts> {
  const client = new CloudFormationClient(clientSettings)
  try {
    const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: name }))
    return contractsIn(name, TemplateBody)
  } finally {
    client.destroy()
  }
}

export function contractsIn(stack: string, template: string): Contracts {
  const metadata = metadataOf(stack, template)[CONTRACTS_METADATA]
  if (metadata) return metadata
  throw new StackError(
    `The template of ${stack} does not say what its services read and write: it was deployed before templates did. Deploy all of it once.`,
  )
}

function metadataOf(stack: string, template: string): Readonly<Record<string, Contracts | undefined>> {
  try {
    const { Metadata = {} } = JSON.parse(template) as { Metadata?: Record<string, Contracts> }
    return Metadata
  } catch (cause) {
    throw new StackError(`The template of ${stack} is not JSON, so it was not deployed by this project.`, { cause })
  }
}
