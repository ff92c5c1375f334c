import { whenLoaded } from '../when-loaded.ts'
import type { HistoryEnvironment } from './dynamo-history.ts'
import type { MessageHistory } from './message-history.ts'

/** The history in DynamoDB. Its code is loaded when a message is delivered again or fails, which most never do. */
export function lazyHistory(environment: HistoryEnvironment): MessageHistory {
  let loading: Promise<MessageHistory> | undefined
  const history = (): Promise<MessageHistory> => {
    loading ??= import('./dynamo-history.ts').then(({ dynamoHistory }) => dynamoHistory(environment))
    return loading
  }
  const method = whenLoaded(history)
  return {
    lookUp: method(({ lookUp }) => lookUp),
    countFailure: method(({ countFailure }) => countFailure),
    noteStart: method(({ noteStart }) => noteStart),
    noteGivenUp: method(({ noteGivenUp }) => noteGivenUp),
    noteEnd: method(({ noteEnd }) => noteEnd),
  }
}
