import type { FunctionDefinition, FunctionError } from './definition.ts'
import type { WorkerOutcome } from './worker.ts'

/** What Lambda itself writes to the log of a function, in its words. */
export const startLine = (requestId: string): string => `START RequestId: ${requestId} Version: $LATEST`

export const endLine = (requestId: string): string => `END RequestId: ${requestId}`

export function reportLine(
  requestId: string,
  { memoryMb = 128 }: Pick<FunctionDefinition, 'memoryMb'>,
  { durationMs, initMs, kind }: { durationMs: number; initMs?: number | undefined; kind: WorkerOutcome['kind'] },
): string {
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(kind === 'ok' ? [] : [`Status: ${kind === 'timeout' ? 'timeout' : 'error'}`]),
  ]
  return parts.join('\t')
}

/** How an invocation failed: what its handler threw, or how it came to its end without a word. */
export function failureLine(
  requestId: string,
  { kind, error }: Exclude<WorkerOutcome, { kind: 'ok' }>,
  now: Date,
): string {
  if (kind === 'error') return thrownLine(requestId, 'Invoke Error', error, now)
  if (kind === 'timeout') return `${now.toISOString()} ${requestId} ${error.errorMessage.replace(/^.*?Error: /, '')}`
  const exited = `RequestId: ${requestId} ${error.errorMessage}`
  return error.trace.length > 0 ? thrownLine(requestId, 'Uncaught Exception', error, now) : exited
}

/** A module that does not load belongs to no invocation, so this line has no request id. */
export const initFailureLine = (error: FunctionError, now: Date): string =>
  thrownLine(undefined, 'Uncaught Exception', error, now)

function thrownLine(
  requestId: string | undefined,
  what: string,
  { errorType, errorMessage, trace }: FunctionError,
  now: Date,
): string {
  const thrown = JSON.stringify({ errorType, errorMessage, stack: trace })
  return `${now.toISOString()}\t${requestId}\tERROR\t${what} \t${thrown}`
}
