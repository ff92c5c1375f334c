import { z } from 'zod'

/** Values of attributes: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. 64-bit numbers may be texts. */
type AnyValue = {
  stringValue?: string | undefined
  boolValue?: boolean | undefined
  intValue?: string | number | undefined
  doubleValue?: number | undefined
  arrayValue?: { values?: AnyValue[] | undefined } | undefined
}

const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: z.number().optional(),
    arrayValue: z.object({ values: z.array(anyValue).optional() }).optional(),
  }),
)

const attributes = z
  .array(z.object({ key: z.string(), value: anyValue }))
  .default([])
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, plain(value)])))

function plain(value: AnyValue): unknown {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue } = value
  if (arrayValue) return (arrayValue.values ?? []).map(plain)
  return stringValue ?? boolValue ?? (intValue === undefined ? doubleValue : Number(intValue))
}

const traceId = z.string().regex(/^(?!0{32})[0-9a-f]{32}$/i, 'must be 32 hexadecimal digits')
const spanId = z.string().regex(/^(?!0{16})[0-9a-f]{16}$/i, 'must be 16 hexadecimal digits')
const nanoseconds = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,20}$/, 'must be nanoseconds since 1970'))

const span = z.object({
  traceId,
  spanId,
  parentSpanId: z.union([spanId, z.literal('')]).optional(),
  flags: z.number().optional(),
  name: z.string(),
  kind: z.number().int().min(0).max(5).default(0),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  events: z.array(z.object({ timeUnixNano: nanoseconds, name: z.string(), attributes })).default([]),
  links: z.array(z.object({ traceId, spanId, attributes })).default([]),
  status: z.object({ code: z.number().default(0), message: z.string().optional() }).default({ code: 0 }),
})

/** The body of a request to export spans. */
export const otlpRequest = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).default({ attributes: {} }),
        scopeSpans: z
          .array(
            z.object({
              scope: z.object({ name: z.string().default(''), version: z.string().optional() }).default({ name: '' }),
              spans: z.array(span).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})

export type OtlpRequest = z.output<typeof otlpRequest>
