import { Tracer } from '@aws-lambda-powertools/tracer'
import { toError } from '../to-error.ts'
import type { Tracing } from './tracing.ts'

/** One X-Ray subsegment per message, found by any of its ids. */
export function createTracing(service: string): Tracing {
  const tracer = new Tracer({ serviceName: service })
  return {
    span: (consumer, message, run) =>
      tracer.provider.captureAsyncFunc(`## ${message.type}`, async (subsegment) => {
        try {
          subsegment?.addAnnotation('consumer', consumer)
          subsegment?.addAnnotation('event_type', message.type)
          subsegment?.addAnnotation('event_id', message.id)
          subsegment?.addAnnotation('correlation_id', message.correlationId)
          subsegment?.addAnnotation('causation_id', message.causationId)
          return await run()
        } catch (error) {
          subsegment?.addError(toError(error))
          throw error
        } finally {
          subsegment?.close()
        }
      }) as ReturnType<typeof run>,
  }
}
