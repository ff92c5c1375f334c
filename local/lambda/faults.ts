import type { FunctionDefinition, InvocationTrigger } from './definition.ts'

/** The point at which the fault plan stops an invocation. */
export interface PlannedStop {
  as: 'crash' | 'timeout'
  /**
   * Stops the worker when this many of its AWS calls took effect, before it sees the answer; from 1. An invocation that
   * makes fewer calls is stopped after its handler returned, before the result is acknowledged: so is it with Infinity.
   */
  afterCall: number
}

/** The questions of the Lambda service to the fault plan. */
export interface InvocationFaults {
  /** Asked once as an invocation begins. */
  plan(functionName: string, trigger: InvocationTrigger | undefined): PlannedStop | undefined
  /** Told when a planned stop really happened: a handler that fails on its own first is not stopped. */
  stopped(stop: PlannedStop): void
  /** Milliseconds for which the function cannot even be loaded; 0 when it can. Default 0. */
  awayMs?(definition: Pick<FunctionDefinition, 'name' | 'description'>): number
}
