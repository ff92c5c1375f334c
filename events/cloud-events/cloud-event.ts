import * as z from 'zod/mini'
import { isExistingTime } from '../time.ts'

const required = z.string().check(z.minLength(1))

/**
 * A CloudEvent in structured mode, as far as we read one: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md.
 * Other attributes are tolerated and dropped.
 */
export const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: required,
  source: required,
  type: required,
  subject: z.optional(required),
  /** Optional in CloudEvents; we need it, because an event says when it happened. RFC 3339. */
  time: z.string().check(z.refine(isRfc3339, 'must be an RFC 3339 time that exists')),
  datacontenttype: z.optional(
    z.string().check(z.regex(/^[^;]*[/+][Jj][Ss][Oo][Nn]\s*(;.*)?$/, 'must be JSON, such as application/json')),
  ),
  /** Version of the schema of `data`, in digits. */
  schemaversion: z.optional(
    z.union([z.string().check(z.regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1')), z.int()]),
  ),
  correlationid: z.optional(z.string()),
  causationid: z.optional(z.string()),
  data: z.record(z.string(), z.unknown()),
  /** Data is here or there: "the presence of the `data` and `data_base64` members is mutually exclusive". */
  data_base64: z.optional(z.never('must be absent: data is JSON here')),
})

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** Date and time of day have to exist where the sender is; JavaScript's own parser would make March 2 of February 30. */
function isRfc3339(time: string): boolean {
  return rfc3339.test(time) && isExistingTime(`${time.slice(0, 19).toUpperCase()}Z`) && !Number.isNaN(Date.parse(time))
}

/**
 * The result of {@link toCloudEvent}: the standard attributes, documented extensions, and `schemaversion` and `aggregatesequence` of ours.
 * The documented extension `sequence` would not do: it wants an order of all events of a `source`, as texts that sort.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/sequence.md
 */
export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly schemaversion: string
  readonly aggregatesequence: string
  readonly partitionkey: string
  readonly correlationid: string
  readonly causationid: string
  readonly data: Readonly<Record<string, unknown>>
}
