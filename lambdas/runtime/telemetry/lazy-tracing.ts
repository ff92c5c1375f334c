import type { Tracing } from './tracing.ts'

/** Powertools Tracer brings the X-Ray SDK, a quarter of the bundle: loaded on the first traced message, and only then. */
export function powertoolsTracing(service: string): Tracing {
  let tracer: Promise<Tracing> | undefined
  return {
    async span(consumer, message, run) {
      tracer ??= import('./powertools-tracer.ts').then(({ createTracing }) => createTracing(service))
      return (await tracer).span(consumer, message, run)
    },
  }
}
