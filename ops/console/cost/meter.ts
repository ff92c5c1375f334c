import { AsyncLocalStorage } from 'node:async_hooks'
import type { CloudWatchClient, GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { prices } from '../../../prices/us-east-1.ts'

/** US dollars that the calls of one look have cost so far. */
interface Bill {
  usd: number
}

const bills = new AsyncLocalStorage<Bill>()

export interface Priced<Value> {
  readonly value: Value
  /** By list prices; what is asked of AWS free of charge costs nothing. */
  readonly usd: number
}

/** The price of the requests that a piece of work makes by clients that are {@link meter}ed, at list prices. */
export async function priced<Value>(work: () => Promise<Value>): Promise<Priced<Value>> {
  const bill: Bill = { usd: 0 }
  const value = await bills.run(bill, work)
  return { value, usd: bill.usd }
}

function charge(usd: number): void {
  const bill = bills.getStore()
  if (bill) bill.usd += usd
}

const READS = /^(GetItem|BatchGetItem|Query|Scan)Command$/
const MILLION = 1_000_000

interface Consumed {
  readonly CapacityUnits?: number
}

interface Clients {
  readonly dynamo: Pick<DynamoDBClient, 'middlewareStack'>
  readonly sqs: Pick<SQSClient, 'middlewareStack'>
  readonly cloudWatch: Pick<CloudWatchClient, 'middlewareStack'>
}

/** Counts every call of these clients for the look that makes it. DynamoDB is asked to tell the read units that a call has taken. */
export function meter({ dynamo, sqs, cloudWatch }: Clients): void {
  const options = { step: 'initialize', name: 'meter' } as const
  dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (!READS.test(commandName)) return next(args)
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } })
        const { ConsumedCapacity = [] } = result.output as { ConsumedCapacity?: Consumed | readonly Consumed[] }
        const all = 'map' in ConsumedCapacity ? ConsumedCapacity : [ConsumedCapacity]
        for (const { CapacityUnits = 0 } of all) charge((CapacityUnits * prices.dynamoReads.usd) / MILLION)
        return result
      },
    options,
  )
  sqs.middlewareStack.add(
    (next) => async (args) => {
      const { QueueUrl = '' } = args.input as { QueueUrl?: string }
      const { usd } = QueueUrl.endsWith('.fifo') ? prices.sqsFifoRequests : prices.sqsStandardRequests
      charge(usd / MILLION)
      return next(args)
    },
    options,
  )
  cloudWatch.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (commandName === 'GetMetricDataCommand') {
          const { MetricDataQueries = [] } = args.input as Partial<GetMetricDataCommandInput>
          const metrics = MetricDataQueries.filter(({ MetricStat }) => MetricStat !== undefined).length
          charge((metrics * prices.metricsRead.usd) / 1_000)
        }
        return next(args)
      },
    options,
  )
}
