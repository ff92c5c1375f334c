import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { CONTRACTS_METADATA, type Contracts } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import { type Stack, StackError, stackNamesOf } from '../stack/stack.ts'
import { type DeployedContracts, joinContracts } from './join.ts'

/**
 * The contracts that the deployed services read and write, from the templates of their stacks.
 * @throws {StackError} if a template does not state them, or is not what runs.
 */
export async function deployedContracts(stack: Stack): Promise<DeployedContracts> {
  const client = new CloudFormationClient(stack.clientSettings)
  const read = async (StackName: string): Promise<Contracts | undefined> => {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
    if (!isDeployed(StackName, Stacks[0]?.StackStatus)) {
      // One of several that is new: its services are deployed nowhere.
      if (StackName !== stack.name) return undefined
      throw new StackError(`${StackName} is ${Stacks[0]?.StackStatus}: nothing of it is deployed.`)
    }
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

/**
 * While a stack is updated, and after that has failed half-way, its template does not tell which code runs.
 * @returns false for one whose first deployment has not begun, or was undone. @throws {StackError}
 */
export function isDeployed(stack: string, status = ''): boolean {
  if (status === 'REVIEW_IN_PROGRESS' || status === 'ROLLBACK_COMPLETE') return false
  // What runs is settled then: only what was there before is still being deleted.
  if (status.endsWith('_CLEANUP_IN_PROGRESS')) return true
  if (status.endsWith('_IN_PROGRESS')) {
    throw new StackError(`${stack} is ${status}: what runs is not known yet. Ask again once it has ended.`)
  }
  if (status.endsWith('_FAILED')) {
    throw new StackError(
      `${stack} is ${status}: what runs is not known. Bring it to an end first, in CloudFormation's console or by cdk deploy.`,
    )
  }
  return true
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
