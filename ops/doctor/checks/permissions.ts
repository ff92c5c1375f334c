import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../../lib/services.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { consumerAddress } from '../../status/read-consumers.ts'
import { act, type Check, type Examined, type Finding } from '../finding.ts'

const WIDTH = 8
const RUNBOOK = 'docs/runbook.md#lost-deliveries'

interface Statement {
  readonly Effect?: string
  readonly Principal?: string | { readonly Service?: string | readonly string[] }
  readonly Action?: string | readonly string[]
}

/**
 * Checks what a queue's own policy allows. Nobody notices when it is gone: the bus and the topic give up silently what a queue and its
 * dead-letter queue both refuse.
 */
export const permissionCheck: Check = {
  name: 'permissions',
  fine: 'the bus and the topic may deliver to each queue, and to its dead-letter queue',
  async run(examined) {
    const found: Omit<Finding, 'check'>[] = []
    const declared = services.flatMap((service) => [...service.consumers])
    await concurrently(declared, WIDTH, async (consumer) => {
      const address = consumerAddress(examined.stack, consumer)
      if (!address) return
      const queues = [
        [`queue of ${consumer.name}`, address.queueUrl],
        [`dead-letter queue of ${consumer.name}`, address.deadLetterQueueUrl],
      ] as const
      for (const [name, queueUrl] of queues) {
        const why = refusalOf(await policyOf(examined, queueUrl), consumer)
        if (why !== undefined) found.push(act(`the ${name} ${why} (${RUNBOOK})`))
      }
    })
    return found
  },
}

function refusalOf(policy: string | undefined, consumer: ConsumerDeclaration): string | undefined {
  if (!policy) return 'has lost its policy: it refuses what the bus and the topic deliver'
  if (consumer.subscribesTo.length === 0) return undefined
  const service = `${consumer.ordering === 'aggregate' ? 'sns' : 'events'}.amazonaws.com`
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] }
  const isAllowed = listOf(Statement).some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' &&
      (Principal === '*' || (typeof Principal === 'object' && listOf(Principal.Service ?? []).includes(service))) &&
      listOf(Action ?? []).some((action) => /^sqs:(\*|SendMessage)$/i.test(action)),
  )
  return isAllowed ? undefined : `does not let ${service} deliver`
}

const listOf = <One>(value: One | readonly One[]): readonly One[] => (Array.isArray(value) ? value : [value as One])

async function policyOf({ sqs }: Pick<Examined, 'sqs'>, QueueUrl: string): Promise<string | undefined> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }))
  return Attributes?.Policy
}
