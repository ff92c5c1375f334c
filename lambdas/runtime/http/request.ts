import type * as z from 'zod/mini'
import type { Caller } from './caller.ts'

/** Schemas of the parts of a request. What has no schema is not handed to the operation (headers: handed on as they are). */
export interface RequestSchemas {
  readonly path?: z.ZodMiniType
  readonly query?: z.ZodMiniType
  /** Names in lower case. */
  readonly headers?: z.ZodMiniType
  /** A body is required unless the schema accepts `undefined`. */
  readonly body?: z.ZodMiniType
}

type Parsed<Schema, Otherwise> = Schema extends z.ZodMiniType<infer Data> ? Data : Otherwise

export interface ApiRequest<Schemas extends RequestSchemas = RequestSchemas> {
  readonly method: string
  /** Path as it was called, e.g. `/orders/ord_1/cancel`. */
  readonly url: string
  readonly path: Parsed<Schemas['path'], undefined>
  readonly query: Parsed<Schemas['query'], undefined>
  readonly headers: Parsed<Schemas['headers'], Readonly<Record<string, string>>>
  readonly body: Parsed<Schemas['body'], undefined>
  readonly caller: Caller
}
