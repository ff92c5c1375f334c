import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Effects, TraceOf } from '../effects/effects.ts'

/** Data of a request whose trace is recorded, kept until it is answered. */
export interface RequestTrace {
  readonly traceparent: string
  readonly traceOf: TraceOf
  /** Events and commands that the request has stored. */
  stored?: Pick<Effects, 'events' | 'commands'> & {
    /** Epoch milliseconds: when that was over. */
    readonly at: number
  }
}

const traces = new WeakMap<APIGatewayProxyEventV2, RequestTrace>()

export const keepTrace = (event: APIGatewayProxyEventV2, trace: RequestTrace): void => void traces.set(event, trace)

/** The trace data of a request; undefined if its trace is not recorded. */
export const traceOf = (event: APIGatewayProxyEventV2): RequestTrace | undefined => traces.get(event)
