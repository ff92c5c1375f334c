import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { silentLogger } from '../../lambdas/runtime/aws/clients.ts'
import { type Clock, systemClock } from '../../lambdas/runtime/system/clock.ts'
import { errorText } from '../cli/error-text.ts'
import { UsageError } from '../cli/usage-error.ts'
import { describePipeline } from './describe.ts'
import { explain } from './explain.ts'
import { readOutputs } from './outputs.ts'
import { serverClock } from './server-clock.ts'

/** What CloudFormation takes to identify a stack: a name or an ARN. */
const STACK_NAME = /^([A-Za-z][A-Za-z0-9-]{0,127}|arn:[\w:/.-]+)$/

export interface StackOptions {
  /** Name of the pipeline's CloudFormation stack, e.g. `EventPipeline-dev`, or of any other of its stacks. */
  readonly stack: string
  /** AWS endpoint of the local runtime; absent: AWS itself. */
  readonly endpoint?: string | undefined
  /** Default: as the environment or the profile says; locally any will do. */
  readonly region?: string | undefined
}

/** A deployed stack, found by its outputs: the local runtime answers for them as AWS does. */
export interface Stack {
  /** Name of the pipeline's only stack, or of the stack that its services share. */
  readonly name: string
  /** With a stack per service: the names of all others that are deployed. Absent: there are none. */
  readonly others?: readonly string[]
  readonly clientSettings: ClientSettings
  /** The time as AWS had it when the stack was described, and from then on by this computer's clock, which may be wrong by hours. */
  readonly clock: Clock
  /** @throws {StackError} for an output that the stack does not have. */
  output(name: string): string
  outputs(): ReadonlyMap<string, string>
}

export interface ClientSettings {
  readonly endpoint?: string
  readonly region?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly maxAttempts: number
  readonly retryMode: 'adaptive'
  /** Default: none, and the SDK prepares each input and output for it all the same. */
  readonly logger?: typeof silentLogger
}

/** Something about the address or the stack is not as expected: shown without a stack trace. */
export class StackError extends Error {
  override readonly name = 'StackError'
}

/** @throws {UsageError} for a name or an address that cannot be one; {StackError} when there is no such stack. */
export async function openStack(options: StackOptions, environment = process.env): Promise<Stack> {
  if (!STACK_NAME.test(options.stack)) {
    throw new UsageError(`--stack (or STACK_NAME) is "${options.stack}", which cannot be the name of a stack.`)
  }
  const clientSettings = settingsOf(options, environment)
  const client = new CloudFormationClient({ ...clientSettings, maxAttempts: 2 })
  const clock = serverClock(client, systemClock)
  const where = clientSettings.endpoint ?? 'AWS'
  try {
    const { name: stackName, others, outputs: pairs } = await describePipeline(client, options.stack)
    const outputs = readOutputs(pairs)
    return {
      name: stackName,
      others,
      clientSettings,
      clock,
      outputs: () => outputs,
      output: (name) => {
        const value = outputs.get(name)
        if (value === undefined) throw new StackError(`The stack ${stackName} has no output ${name}.`)
        return value
      },
    }
  } catch (error) {
    const reason = errorText(error)
    const region = clientSettings.region ?? environment.AWS_REGION
    const others = /does not exist/.test(reason) ? await stacksOf(client) : []
    const hint = explain(error, { endpoint: clientSettings.endpoint, region, others })
    const what = [reason.replace(/\.?$/, '.'), hint].filter(Boolean).join(' ')
    throw new StackError(`Cannot read the stack ${options.stack} at ${where}: ${what}`, { cause: error })
  } finally {
    client.destroy()
  }
}

/** Names of all stacks of the pipeline. */
export const stackNamesOf = ({ name, others = [] }: Pick<Stack, 'name' | 'others'>): readonly string[] => [
  name,
  ...others,
]

/** Names of the stacks that are pipelines, for a hint; none if they may not be listed. */
async function stacksOf(client: CloudFormationClient): Promise<string[]> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}))
    const isPipeline = ({ Outputs = [] }: (typeof Stacks)[number]) =>
      Outputs.some(({ OutputKey }) => OutputKey === 'EventTableName')
    return Stacks.filter(isPipeline).map(({ StackName = '' }) => StackName)
  } catch {
    return []
  }
}

function settingsOf({ endpoint, region }: StackOptions, environment: NodeJS.ProcessEnv): ClientSettings {
  const address = endpoint ?? environment.AWS_ENDPOINT_URL
  const isAddress = URL.canParse(address ?? '') && /^https?:/.test(address ?? '')
  if ((endpoint !== undefined || address) && !isAddress) {
    const source = endpoint === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint'
    throw new UsageError(`${source} is "${address}", it must be an address like http://127.0.0.1:4566.`)
  }
  // More retries than the default, so that a throttled table delays the tool instead of failing it.
  const settings = { maxAttempts: 10, retryMode: 'adaptive', logger: silentLogger } as const
  if (region !== undefined && !/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) {
    throw new UsageError(`--region is "${region}", it must be the name of a region, e.g. eu-central-1.`)
  }
  if (!address) return { ...settings, ...(region !== undefined && { region }) }
  const named = environment.AWS_ACCESS_KEY_ID !== undefined || environment.AWS_PROFILE !== undefined
  return {
    ...settings,
    endpoint: address,
    region: region ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1'),
    // The local runtime accepts any credentials.
    ...(!named && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  }
}

/** `order-view` → `OrderView`, as the stack's outputs are named. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
