import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { services } from '../../../lib/services.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { relayNames, relayOf } from '../../relay/relays.ts'
import { isFed, mappingsByFunction } from '../../status/functions.ts'
import { nameOfQueue } from '../../status/queues.ts'
import { type ConsumerAddress, consumerAddress } from '../../status/read-consumers.ts'
import { act, type Check, type Examined, type Finding, watch } from '../finding.ts'

type Found = Omit<Finding, 'check'>

const WIDTH = 8

const declared = () => services.flatMap((service) => service.consumers)

const addressesOf = ({ stack }: Examined): ConsumerAddress[] =>
  declared().flatMap((one) => consumerAddress(stack, one) ?? [])

const deployed: Check = {
  name: 'deployed',
  fine: 'the stack has every consumer that this checkout declares',
  async run({ stack }) {
    const missing = declared().filter((one) => consumerAddress(stack, one) === undefined)
    const known = new Set(
      declared().map(
        ({ name }) =>
          `Consumer${name.replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase())}QueueUrl`,
      ),
    )
    const strangers = [...stack.outputs().keys()].filter((key) => /^Consumer\w+QueueUrl$/.test(key) && !known.has(key))
    return [
      ...missing.map(({ name }) =>
        act(`${name} is declared here and not in the stack: deploy, or check out what is deployed`),
      ),
      ...strangers.map((key) =>
        watch(`${key} belongs to no consumer that is declared here: this checkout is not what is deployed`),
      ),
    ]
  },
}

const sources: Check = {
  name: 'event sources',
  fine: 'each queue and stream has a function that reads it',
  async run(examined) {
    const mappings = await mappingsByFunction(examined.lambda)
    const found: Found[] = []
    for (const { consumer, functionName, queueUrl } of addressesOf(examined)) {
      const own = mappings.get(functionName) ?? []
      if (own.length === 0)
        found.push(act(`nothing feeds the function of ${consumer}: its event source mapping is gone`))
      else if (!isFed(own)) found.push(act(`the event source of ${consumer} is switched off`))
      const strange = own.find(({ EventSourceArn = '' }) => EventSourceArn.split(':').at(-1) !== nameOfQueue(queueUrl))
      if (strange) found.push(watch(`${consumer} also reads ${strange.EventSourceArn}`))
    }
    for (const name of relayNames) {
      const { functionName } = relayOf(examined.stack, name)
      if (!isFed(mappings.get(functionName)))
        found.push(act(`the relay of ${name} reads no stream: nothing is published`))
    }
    return found
  },
}

const queues: Check = {
  name: 'dead-letter queues',
  fine: 'each queue has its own dead-letter queue, which keeps messages longer than it does',
  async run(examined) {
    const found: Found[] = []
    await concurrently(addressesOf(examined), WIDTH, async ({ consumer, queueUrl, deadLetterQueueUrl }) => {
      const [queue, dead] = await Promise.all([
        attributesOf(examined, queueUrl),
        attributesOf(examined, deadLetterQueueUrl),
      ])
      const { deadLetterTargetArn } = JSON.parse(queue.RedrivePolicy || '{}') as { deadLetterTargetArn?: string }
      if (deadLetterTargetArn !== dead.QueueArn) {
        found.push(
          act(
            `the queue of ${consumer} moves what it gives up to ${deadLetterTargetArn ?? 'no queue'}, not to ${dead.QueueArn}`,
          ),
        )
      }
      if (Number(dead.MessageRetentionPeriod) <= Number(queue.MessageRetentionPeriod)) {
        found.push(
          act(
            `the dead-letter queue of ${consumer} keeps no longer than its queue: what SQS moves there is lost at once`,
          ),
        )
      }
    })
    return found
  },
}

const functions: Check = {
  name: 'functions',
  fine: 'each is active, and its last update went well',
  async run(examined) {
    const found: Found[] = []
    const names = [
      ...addressesOf(examined).map(({ consumer, functionName }) => [consumer, functionName] as const),
      ...relayNames.map((name) => [`relay of ${name}`, relayOf(examined.stack, name).functionName] as const),
    ]
    await concurrently(names, WIDTH, async ([name, FunctionName]) => {
      const { State, LastUpdateStatus, LastUpdateStatusReason, Environment } = await examined.lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      )
      if (State !== undefined && State !== 'Active') found.push(act(`the function of ${name} is ${State}`))
      if (LastUpdateStatus === 'Failed') found.push(act(`the last update of ${name} failed: ${LastUpdateStatusReason}`))
      if (Environment?.Error) found.push(watch(`the variables of ${name} cannot be read: ${Environment.Error.Message}`))
      const drill = Environment?.Variables?.FAILURE_DRILL
      if (drill) found.push(watch(`${name} is told to fail (${drill}): drill end ${name}`))
    })
    return found
  },
}

async function attributesOf({ sqs }: Examined, QueueUrl: string): Promise<Record<string, string | undefined>> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['QueueArn', 'RedrivePolicy', 'MessageRetentionPeriod'],
    }),
  )
  return Attributes
}

export const wiringChecks: readonly Check[] = [deployed, sources, queues, functions]
