import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describePipeline } from '../../../ops/stack/describe.ts'
import { readOutputs } from '../../../ops/stack/outputs.ts'
import { targetFromEnvironment } from './target.ts'

/** Credentials are those of the environment, for an emulator too: it may check them. */
function settings() {
  const { endpointUrl } = targetFromEnvironment()
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  const region = AWS_REGION || AWS_DEFAULT_REGION || (endpointUrl && 'us-east-1')
  return { ...(region && { region }), ...(endpointUrl && { endpoint: endpointUrl }) }
}

function once<Client>(make: () => Client): () => Client {
  let client: Client | undefined
  return () => {
    client ??= make()
    return client
  }
}

export const sqs = once(() => new SQSClient(settings()))
export const dynamodb = once(() => new DynamoDBClient(settings()))
export const eventBridge = once(() => new EventBridgeClient(settings()))
export const lambda = once(() => new LambdaClient(settings()))
export const cloudWatch = once(() => new CloudWatchClient(settings()))
export const s3 = once(() => new S3Client({ ...settings(), forcePathStyle: true }))
export const scheduler = once(() => new SchedulerClient(settings()))
export const cloudFormation = once(() => new CloudFormationClient(settings()))

/** Names of all stacks of the pipeline. */
export async function pipelineStacks(): Promise<readonly string[]> {
  const { name, others } = await describePipeline(cloudFormation(), targetFromEnvironment().stackName)
  return [name, ...others]
}

let outputs: Promise<ReadonlyMap<string, string>> | undefined

async function loadOutputs(): Promise<ReadonlyMap<string, string>> {
  const { stackName } = targetFromEnvironment()
  return readOutputs((await describePipeline(cloudFormation(), stackName)).outputs)
}

/** An output of any stack of the pipeline, found the way it is on AWS. @throws {Error} listing what outputs there are. */
export async function output(key: string): Promise<string> {
  const all = await allOutputs()
  const value = all.get(key)
  if (value === undefined) throw new Error(`The stack has no output "${key}"; it has: ${[...all.keys()].join(', ')}`)
  return value
}

const allOutputs = () => {
  outputs ??= loadOutputs()
  return outputs
}

const pascal = (name: string) => name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())

export const queueUrlOf = (consumer: string) => output(`Consumer${pascal(consumer)}QueueUrl`)
export const dlqUrlOf = (consumer: string) => output(`Consumer${pascal(consumer)}DlqUrl`)

/** The function that looks after what is parked of a service: that of its own stack, or one for all that share a stack. */
export const parkingFunctionOf = async (service: string) =>
  (await allOutputs()).get(`${pascal(service)}ParkingFunctionName`) ?? output('ParkingFunctionName')
