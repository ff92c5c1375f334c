import type { ServiceHandler } from '../ports.ts'
import { lambdaApi } from './api.ts'
import { createAsyncInvocations, type Deliver } from './async-invoke.ts'
import { createFunctionTable, type FunctionsOptions, type FunctionTable } from './functions.ts'
import type { EventSourceMappings } from './mappings-api.ts'

export type { Deliver } from './async-invoke.ts'
export type {
  FunctionDefinition,
  InvocationInfo,
  InvocationResult,
  InvocationTrigger,
  InvokeOptions,
} from './definition.ts'
export type { InvocationFaults, PlannedStop } from './faults.ts'
export { functionNameOf } from './functions.ts'
export { type Isolation, isolations } from './isolation.ts'
export { functionProblems, MOST_REQUEST_BYTES } from './limits.ts'

export type { EventSourceMappingConfiguration, EventSourceMappings } from './mappings-api.ts'

/** The Lambda service of the local runtime: functions in worker threads, and the API around them. */
export interface LocalFunctions extends Omit<FunctionTable, 'update'> {
  /** Accepts an event, runs the function later, retries twice, then uses the on-failure destination. */
  invokeAsync(nameOrArn: string, payload: unknown): void
  /** Gives a function the code of another folder, as `UpdateFunctionCode` does. Busy workers end with what they began with. */
  updateCode(nameOrArn: string, codeDir: string): void
  /** Requests of the `lambda` service. */
  handle: ServiceHandler
  /** Lets the Lambda API show and change event source mappings. */
  useEventSources(mappings: EventSourceMappings): void
}

export interface LocalFunctionsOptions extends FunctionsOptions {
  /** Reaches the destinations of asynchronous invocations. Default: they are an error. */
  deliver?: Deliver
}

export function createFunctions(options: LocalFunctionsOptions): LocalFunctions {
  const { update, ...table } = createFunctionTable(options)
  const functions: FunctionTable = { ...table, update }
  const deliver = options.deliver ?? ((arn: string) => Promise.reject(new Error(`No way to deliver to ${arn}`)))
  const asyncInvocations = createAsyncInvocations(functions, deliver)
  let mappings: EventSourceMappings | undefined
  return {
    ...table,
    invokeAsync: asyncInvocations.invoke,
    updateCode: (nameOrArn, codeDir) => void update(nameOrArn, { codeDir }),
    handle: lambdaApi({ functions, asyncInvocations, mappings: () => mappings }),
    useEventSources(used) {
      mappings = used
    },
    async close(drainMs) {
      await Promise.all([table.close(drainMs), asyncInvocations.close()])
    },
  }
}
