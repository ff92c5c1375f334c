import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { fromEventBridge, orderCreatedEvent } from '../../../e2e/kit/events.ts'
import { until } from '../../../e2e/kit/wait.ts'
import type { Stage } from './stage.ts'

export interface Letter {
  readonly event: string
  readonly fingerprint: string
}

/** Makes a dead letter of a sound event: only a drill has made it fail, so a retry after the drill processes it. */
export async function drilledLetter(stage: Stage): Promise<Letter> {
  const { ops } = stage
  await ops.run('drill', 'start', 'notification', '--fail', '1:permanent', '--yes')
  try {
    return await letterOf(stage, await notify(stage, {}))
  } finally {
    await ops.run('drill', 'end', 'notification')
  }
}

/** Makes a dead letter of an event that is wrong itself: its customer has no id, so every retry fails until it is edited. */
export const wrongLetter = async (stage: Stage): Promise<Letter> =>
  letterOf(stage, await notify(stage, { customer_id: '' }))

/** Begins the retry of a letter and presses Ctrl-C before the letter is sent. @returns the id of the operation, which is paused. */
export async function interruptedRetry({ ops }: Stage, { event }: Letter): Promise<string> {
  const printed = await ops.interrupted('dead-letters', 'retry', '--consumer', 'notification', '--id', event, '--yes')
  const [id] = /op_[0-9a-f-]{36}/.exec(printed) ?? []
  if (!id) throw new Error(`No operation was begun:\n${printed}`)
  return id
}

async function notify(stage: Stage, change: Record<string, unknown>): Promise<string> {
  const { sqs, outputs, order, customer } = stage
  const event = orderCreatedEvent({ aggregate_id: order }, { order_id: order, customer_id: customer, ...change })
  const QueueUrl = outputs.get('ConsumerNotificationQueueUrl')
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: fromEventBridge(event) }))
  return event.event_id
}

const letterOf = ({ ops }: Stage, event: string): Promise<Letter> =>
  until(`${event} to be a dead letter`, async () => {
    const shown = await ops.run('dead-letters', 'show', event, '--json')
    const [, fingerprint] = /"fingerprint": "(\w+)"/.exec(shown) ?? []
    return fingerprint === undefined ? undefined : { event, fingerprint }
  })
