import { TRACES_ENDPOINT_VARIABLE } from '../runtime/declarations/tracing.ts'
import type { Clock } from '../runtime/system/clock.ts'
import type { Variables } from '../runtime/system/variable.ts'
import type { Target } from './publishing/target.ts'
import type { SendTraces, TracedSending } from './send-traces.ts'

/** Loads what records sendings with the first message whose trace is recorded; where traces are off, targets stay as they are. */
export function lazySendTraces(clock: Clock, variables: Variables = process.env): SendTraces {
  if (!variables[TRACES_ENDPOINT_VARIABLE]) return { watched: (target) => target, write: async () => {} }
  let traces: Promise<SendTraces | undefined> | undefined
  const load = () => {
    traces ??= import('./send-traces.ts')
      .then(({ systemSendTraces }) => systemSendTraces(clock, variables))
      .catch(() => undefined)
    return traces
  }
  return {
    watched<Message>(target: Target<Message>, read: (message: Message) => TracedSending | undefined): Target<Message> {
      let watched: Target<Message> | undefined
      return {
        ...target,
        async send(messages, signal) {
          if (!messages.some((message) => read(message)?.traceparent)) return target.send(messages, signal)
          watched ??= (await load())?.watched(target, read) ?? target
          return watched.send(messages, signal)
        },
      }
    },
    write: async (remainingMs) => (await traces)?.write(remainingMs),
  }
}
