import {
  GetFunctionConfigurationCommand,
  ListEventSourceMappingsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { lambda, queueUrlOf, sqs } from './aws.ts'
import { until } from './wait.ts'

/** The function behind a consumer, found through its queue. */
export async function functionOf(consumer: string): Promise<string> {
  const queueUrl = await queueUrlOf(consumer)
  const { Attributes } = await sqs().send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  )
  const { EventSourceMappings = [] } = await lambda().send(
    new ListEventSourceMappingsCommand({ EventSourceArn: Attributes?.QueueArn }),
  )
  const arn = EventSourceMappings[0]?.FunctionArn
  if (!arn) throw new Error(`No event source mapping reads the queue of ${consumer}.`)
  return arn
}

/**
 * Makes the handlers of these consumers throw while `work` runs, the way it happens in production: their configuration
 * points to tables that do not exist. Restored afterwards.
 */
export async function broken<Result>(consumers: readonly string[], work: () => Promise<Result>): Promise<Result> {
  const restore = await Promise.all(consumers.map(breakOne))
  try {
    return await work()
  } finally {
    await Promise.all(restore.map((undo) => undo()))
  }
}

async function breakOne(consumer: string): Promise<() => Promise<void>> {
  const name = await functionOf(consumer)
  const { Environment } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }))
  const variables = Environment?.Variables ?? {}
  const lost = Object.fromEntries(
    Object.keys(variables)
      .filter((key) => key.endsWith('_TABLE'))
      .map((key) => [key, 'lost']),
  )
  await configure(name, { ...variables, ...lost })
  return () => configure(name, variables)
}

async function configure(name: string, Variables: Record<string, string>): Promise<void> {
  await lambda().send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables } }))
  await until(`the update of ${name}`, async () => {
    const { LastUpdateStatus } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }))
    return LastUpdateStatus === undefined || LastUpdateStatus === 'Successful'
  })
}
