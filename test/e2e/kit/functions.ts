import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { lambda, queueUrlOf, sqs } from './aws.ts'
import { changed } from './changed-functions.ts'
import type { Variables } from './function-configuration.ts'
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

/** The consumers' functions have these variables besides their own while `work` runs. */
export async function configured<Result>(
  consumers: readonly string[],
  change: (variables: Variables) => Variables,
  work: () => Promise<Result>,
): Promise<Result> {
  const [first, ...others] = consumers
  if (first === undefined) return work()
  const variables = (before: Variables) => ({ ...before, ...change(before) })
  return changed(await functionOf(first), { variables }, () => configured(others, change, work))
}

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

/** The function finds nothing where it used to find these services. */
export const unreachable =
  (...services: readonly string[]) =>
  (variables: Variables): Variables => ({
    ...variables,
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, 'http://127.0.0.1:9'])),
  })

/** A function works with changed variables while `work` runs, and ends an invocation sooner, so that it fails often. */
export const failing = <Result>(
  name: string,
  variables: (before: Variables) => Variables,
  work: () => Promise<Result>,
): Promise<Result> => changed(name, { variables, timeoutSeconds: 4 }, work)

/** Resolves when the last invocation of a function by its stream has failed, or gone well again. */
export const lastAtItsStream = (name: string, result: 'PROBLEM' | 'OK'): Promise<unknown> =>
  until(`${name} to end with ${result}`, async () => {
    const { EventSourceMappings = [] } = await lambda().send(new ListEventSourceMappingsCommand({ FunctionName: name }))
    const stream = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn?.includes('/stream/'))
    return stream?.LastProcessingResult?.startsWith(result)
  })
