import type * as z from 'zod/mini'
import type { Route } from './routes.ts'

/** A refusal that callers tell apart by its `code`. */
export interface ProblemDescription {
  /** Stable, lower snake case, e.g. `price_changed`. */
  readonly code: string
  readonly status: number
  /** When it happens, and what to do about it; one sentence without its full stop. */
  readonly meaning: string
  /** Members of the problem document besides those that every one has. */
  readonly members?: Readonly<Record<string, z.ZodMiniType>>
}

export interface ResponseDescription {
  readonly description: string
  readonly schema: z.ZodMiniType
  readonly example: unknown
  /** Headers besides those that every answer has, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface ParameterDescription {
  readonly description: string
  /** JSON Schema, where the one that the operation reads the parameter's text with says it too technically. */
  readonly schema?: Readonly<Record<string, unknown>>
}

/** One operation as its callers see it; everything that OpenAPI says about it. */
export interface OperationDescription {
  /** The very schemas that the operation reads its request with. */
  readonly request?: {
    readonly path?: z.ZodMiniType
    readonly query?: z.ZodMiniType
    readonly headers?: z.ZodMiniType
    readonly body?: z.ZodMiniType
  }
  /** Descriptions of the parameters in path and query, by name. */
  readonly parameters?: Readonly<Record<string, ParameterDescription>>
  /** A request that succeeds. A test sends it. */
  readonly example?: {
    readonly path?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, string | number>>
    readonly body?: unknown
  }
  /** True where `Prefer: wait=N` is heeded. Default false. */
  readonly waits?: boolean
  /** Successes by status. */
  readonly responses: Readonly<Record<number, ResponseDescription>>
  /** Refusals besides those that the runtime has for every route of this kind. */
  readonly problems?: readonly ProblemDescription[]
}

export interface ApiDescription {
  /** Schemas that have a name of their own in OpenAPI, e.g. `{ Order: order }`. */
  readonly schemas: Readonly<Record<string, z.ZodMiniType>>
  /** By name of the operation. */
  readonly operations: Readonly<Record<string, OperationDescription>>
}

/** Exactly one description per route: a missing or superfluous one does not compile. */
export const describeApi = <const Routes extends readonly Route[]>(
  _routes: Routes,
  description: {
    readonly schemas: ApiDescription['schemas']
    readonly operations: { readonly [One in Routes[number] as One['operation']]: OperationDescription }
  },
): ApiDescription => description

/** Parameters of every list that comes by pages. */
export const pageParameters = {
  limit: {
    description: 'Entries on a page.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  cursor: { description: 'The `next_cursor` of the page before; leave it out for the first page.' },
} as const satisfies Readonly<Record<string, ParameterDescription>>
