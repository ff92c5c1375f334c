import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { RelayAddress } from '../../../ops/relay/relays.ts'

/** A failure queue in memory: what was received is hidden until it is given back. */
export function fakeFailureQueue(...bodies: readonly string[]) {
  const messages = bodies.map((Body, index) => ({
    MessageId: `m${index}`,
    ReceiptHandle: `h${index}`,
    Body,
    Attributes: { SentTimestamp: String(1_777_000_000_000 + index) },
  }))
  const hidden = new Set<string>()
  const seen = () => messages.filter(({ ReceiptHandle }) => !hidden.has(ReceiptHandle))
  const sqs = {
    async send({ constructor: { name }, input }: { constructor: { name: string }; input: Record<string, string> }) {
      const handle = input.ReceiptHandle ?? ''
      if (name === 'ReceiveMessageCommand') {
        const Messages = seen().slice(0, 10)
        for (const { ReceiptHandle } of Messages) hidden.add(ReceiptHandle)
        return { Messages }
      }
      if (name === 'ChangeMessageVisibilityCommand') hidden.delete(handle)
      else
        messages.splice(
          messages.findIndex(({ ReceiptHandle }) => ReceiptHandle === handle),
          1,
        )
      return {}
    },
  } as unknown as SQSClient
  return { sqs, visible: () => seen().map(({ Body }) => Body) }
}

/** The relay's function, run in this process. */
export const inProcess = (
  handler: (event: never, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>,
) =>
  ({
    async send({ input }: { input: { Payload: Uint8Array } }) {
      try {
        const event = JSON.parse(Buffer.from(input.Payload).toString())
        const answer = await handler(event as never, { getRemainingTimeInMillis: () => 30_000 })
        return { Payload: Buffer.from(JSON.stringify(answer)) }
      } catch (error) {
        return { FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify({ errorMessage: String(error) })) }
      }
    },
  }) as unknown as LambdaClient

export const addressOf = (name: RelayAddress['name'], table: string): RelayAddress => ({
  name,
  table,
  queueUrl: 'https://failures',
  functionName: 'relay',
})
