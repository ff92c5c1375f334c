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

type Variables = Record<string, string>

/** Makes the handlers of these consumers throw while `work` runs: they are told of tables that do not exist. */
export const broken = <Result>(consumers: readonly string[], work: () => Promise<Result>): Promise<Result> =>
  configured(consumers, lostTables, work)

/** Lets nobody reach SES while `work` runs, as when a service is down: nothing listens at that port. */
export const withoutSes = <Result>(consumer: string, work: () => Promise<Result>): Promise<Result> =>
  configured([consumer], () => ({ AWS_ENDPOINT_URL_SESV2: 'http://127.0.0.1:9' }), work)

const lostTables = (variables: Variables): Variables =>
  Object.fromEntries(
    Object.keys(variables)
      .filter((key) => key.endsWith('_TABLE'))
      .map((key) => [key, 'lost']),
  )

/** Changes the functions' environment the way it happens in production, by their configuration; restored afterwards. */
async function configured<Result>(
  consumers: readonly string[],
  change: (variables: Variables) => Variables,
  work: () => Promise<Result>,
): Promise<Result> {
  const restore = await Promise.all(consumers.map((consumer) => changeOne(consumer, change)))
  try {
    return await work()
  } finally {
    await Promise.all(restore.map((undo) => undo()))
  }
}

async function changeOne(consumer: string, change: (variables: Variables) => Variables): Promise<() => Promise<void>> {
  const name = await functionOf(consumer)
  const { Environment } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }))
  const variables = Environment?.Variables ?? {}
  await configure(name, { ...variables, ...change(variables) })
  return () => configure(name, variables)
}

/** The function finds nothing where it used to find these services. */
export const unreachable =
  (...services: readonly string[]) =>
  (variables: Variables): Variables => ({
    ...variables,
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, 'http://127.0.0.1:9'])),
  })

/** A function works with changed variables while `work` runs, and ends an invocation sooner, so that it fails often. */
export async function failing<Result>(
  name: string,
  change: (variables: Variables) => Variables,
  work: () => Promise<Result>,
): Promise<Result> {
  const { Environment, Timeout } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }))
  const variables = Environment?.Variables ?? {}
  await configure(name, change(variables), 4)
  try {
    return await work()
  } finally {
    await configure(name, variables, Timeout)
  }
}

/** Resolves when the last invocation of a function by its stream has failed, or gone well again. */
export const lastAtItsStream = (name: string, result: 'PROBLEM' | 'OK'): Promise<unknown> =>
  until(`${name} to end with ${result}`, async () => {
    const { EventSourceMappings = [] } = await lambda().send(new ListEventSourceMappingsCommand({ FunctionName: name }))
    return EventSourceMappings[0]?.LastProcessingResult?.startsWith(result)
  })

async function configure(name: string, Variables: Record<string, string>, Timeout?: number): Promise<void> {
  const changes = { Environment: { Variables }, ...(Timeout !== undefined && { Timeout }) }
  await lambda().send(new UpdateFunctionConfigurationCommand({ FunctionName: name, ...changes }))
  await until(`the update of ${name}`, async () => {
    const { LastUpdateStatus } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }))
    return LastUpdateStatus === undefined || LastUpdateStatus === 'Successful'
  })
}
