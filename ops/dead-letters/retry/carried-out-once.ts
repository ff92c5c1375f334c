import type { SendMessageBatchCommand } from '@aws-sdk/client-sqs'

/** The answer to a call was lost, so that nobody knows whether it was carried out. */
class SendUnknown extends Error {
  override readonly name = 'SendUnknown'
}

/**
 * Keeps the SDK from repeating a send of which it does not know whether it was carried out: a standard queue would have its letters twice. What SQS
 * has refused (a throttle, say) is repeated as ever.
 * @throws {SendUnknown} from the send, in place of its repetition.
 */
export function carriedOutOnce(command: SendMessageBatchCommand): SendMessageBatchCommand {
  let lost: unknown
  command.middlewareStack.add(
    (next) => async (args) => {
      if (lost !== undefined) {
        throw new SendUnknown(
          'SQS has not answered, and may have taken the letters. Their consumer promises at most once, so nothing is sent again: resume, and they wait for a person.',
          { cause: lost },
        )
      }
      try {
        return await next(args)
      } catch (error) {
        if (!isRefusal(error)) lost = error
        throw error
      }
    },
    // Inside the SDK's own repetitions, which are made in this step, earlier.
    { step: 'finalizeRequest', priority: 'low', name: 'carriedOutOnce' },
  )
  return command
}

/** An answer with a status below 500 says that nothing was done. */
function isRefusal(error: unknown): boolean {
  const { $metadata = {} } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  const { httpStatusCode = 500 } = $metadata
  return httpStatusCode < 500
}
