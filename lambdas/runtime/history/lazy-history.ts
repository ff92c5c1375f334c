import type { HistoryEnvironment } from './dynamo-history.ts'
import type { MessageHistory } from './message-history.ts'

/** The history in DynamoDB. Its code is loaded when a message is delivered again or fails, which most never do. */
export function lazyHistory(environment: HistoryEnvironment): MessageHistory {
  let loading: Promise<MessageHistory> | undefined
  const history = (): Promise<MessageHistory> => {
    loading ??= import('./dynamo-history.ts').then(({ dynamoHistory }) => dynamoHistory(environment))
    return loading
  }
  return {
    lookUp: async (...asked) => (await history()).lookUp(...asked),
    countFailure: async (messageId) => (await history()).countFailure(messageId),
    noteStart: async (messageId) => (await history()).noteStart(messageId),
    noteEnd: async (messageId) => (await history()).noteEnd(messageId),
  }
}
