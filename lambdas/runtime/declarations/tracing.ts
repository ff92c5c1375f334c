import type { VariableName } from './variables.ts'

/**
 * Where spans are sent, in OpenTelemetry's own name for it. Infrastructure sets it where the setting `traceRatio` is above 0; a
 * function without it records nothing, and loads nothing for it.
 */
export const TRACES_ENDPOINT_VARIABLE = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' satisfies VariableName

/** Share of the requests of which a trace is recorded, above 0 up to 1. What follows from a request goes by its decision. */
export const TRACE_RATIO_VARIABLE = 'TRACE_RATIO' satisfies VariableName

/** What becomes of a caller's own trace; {@link CallersTrace}. */
export const CALLERS_TRACE_VARIABLE = 'CALLERS_TRACE' satisfies VariableName

/**
 * - `join`: a request with a `traceparent` is recorded if its caller says so, in the caller's trace.
 * - `link`: it is recorded as often as any other, in a trace of its own that names the caller's. So no caller decides what is
 *   paid for, and none can write into another's trace.
 */
export type CallersTrace = 'join' | 'link'

/**
 * An event that is handled later than this begins a trace of its own, which names the one that it was created in: a trace that goes
 * on for days is of no use to any viewer. Milliseconds.
 */
export const LONGEST_TRACE_MS = 3_600_000
