import type { Tracing } from './tracing.ts'

/**
 * Powertools Tracer brings the X-Ray SDK, a quarter of the bundle: loaded on the first message that is traced.
 * @param isSampled whether X-Ray wants this invocation.
 */
export function powertoolsTracing(service: string, isSampled: () => boolean): Tracing {
  let tracer: Promise<Tracing> | undefined
  return {
    async span(consumer, message, run) {
      if (!isSampled()) return run()
      tracer ??= import('./powertools-tracer.ts').then(({ createTracing }) => createTracing(service))
      const loaded = await tracer.catch(() => undefined)
      return loaded ? loaded.span(consumer, message, run) : run()
    },
  }
}
