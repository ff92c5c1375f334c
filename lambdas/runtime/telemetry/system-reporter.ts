import { METRICS_DETAIL_VARIABLE, metricsNamespace } from '../declarations/metrics.ts'
import { TRACES_ENDPOINT_VARIABLE } from '../declarations/tracing.ts'
import type { Message } from '../messages/message.ts'
import type { Variables } from '../system/variable.ts'
import { batchReporter } from './batch-reporter.ts'
import type { BatchReport, MessageTrace } from './consumer-telemetry.ts'
import type { MessageTraces } from './message-traces.ts'

/** Tells what has become of a batch, and where its messages stand in the traces that are recorded. */
export interface Reporter {
  write(report: BatchReport): void | Promise<void>
  traceOf?(message: Message): Promise<MessageTrace | undefined>
}

/** Made for a Lambda function, from its variables. */
export function systemReporter(service: string, consumer: string, variables: Variables): Reporter {
  const write = batchReporter({
    service,
    consumer,
    namespace: variables.POWERTOOLS_METRICS_NAMESPACE ?? metricsNamespace(variables.STAGE ?? 'unnamed'),
    detail: variables[METRICS_DETAIL_VARIABLE] === 'detailed' ? 'detailed' : 'essential',
    write: (text) => void process.stdout.write(text),
  })
  if (!variables[TRACES_ENDPOINT_VARIABLE]) return { write }
  return withTraces({ write }, async () =>
    (await import('./message-traces.ts')).systemMessageTraces(consumer, variables),
  )
}

/** @param load asked with the first message whose trace is recorded. */
export function withTraces(reporter: Reporter, load: () => Promise<MessageTraces>): Reporter {
  let traces: Promise<MessageTraces | undefined> | undefined
  const loaded = () => {
    // Traces are no reason to fail what they would have shown.
    traces ??= load().catch(() => undefined)
    return traces
  }
  return {
    async write(report) {
      await reporter.write(report)
      const isTraced = report.processed.some(({ message }) => message?.envelope.metadata.traceparent)
      if (isTraced) await (await loaded())?.write(report)
    },
    traceOf: async (message) => (await loaded())?.traceOf(message),
  }
}
