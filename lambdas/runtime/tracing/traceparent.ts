/** A place in a trace, as W3C Trace Context names it; both ids in hexadecimal digits. */
export interface SpanContext {
  /** 32 digits. */
  readonly traceId: string
  /** 16 digits. */
  readonly spanId: string
}

/** Version, trace, span, flags. Later versions may go on behind another hyphen. Neither id is all zeros, and no version is ff. */
const FORM = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

const SAMPLED = 1

/**
 * Reads a `traceparent`, which may come from any sender.
 * Source: https://www.w3.org/TR/trace-context/#traceparent-header-field-values
 * @returns nothing for a text that is not a valid `traceparent`: a faulty one must not fail the message or request.
 */
export function parseTraceparent(
  text: string | undefined,
): { readonly context: SpanContext; readonly isSampled: boolean } | undefined {
  const [, version, traceId, spanId, flags = '', more] = FORM.exec(text ?? '') ?? []
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined)) return undefined
  return { context: { traceId, spanId }, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED }
}

/** The place in its trace of what is recorded; nothing where nothing is. */
export function sampledContext(traceparent: string | undefined): SpanContext | undefined {
  const parsed = parseTraceparent(traceparent)
  return parsed?.isSampled ? parsed.context : undefined
}

/** The header of a span that is recorded. Spans that are not recorded are never named in a message. */
export const traceparentOf = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`
