import { randomBytes, randomUUID } from 'node:crypto'
import type { FunctionDefinition, InvocationInfo, InvocationResult, InvokeOptions } from './definition.ts'
import type { InvocationFaults, PlannedStop } from './faults.ts'
import { MOST_RESPONSE_BYTES } from './limits.ts'
import { endLine, failureLine, reportLine, startLine } from './log-lines.ts'
import type { WorkerPool } from './pool.ts'
import { exited, type FunctionWorker, timedOut, type WorkerOutcome } from './worker.ts'

const logTailCharacters = 4096

/** An invocation that runs right now, as the endpoint finds it from the access key of a signed request. */
export interface ActiveInvocation {
  functionName: string
  requestId: string
  options: InvokeOptions
  /** Calls to AWS that the invocation has made so far and that took effect. */
  awsCalls: number
}

interface Running extends ActiveInvocation {
  definition: FunctionDefinition
  worker: FunctionWorker
  plannedStop: PlannedStop | undefined
  startedAt: number
  tail: string[]
}

/** Every invocation from its start to its result, and what is told of it meanwhile. */
export interface Invocations {
  /** A `payload` that is a function makes it once a worker is free. */
  run(
    definition: FunctionDefinition,
    pool: WorkerPool,
    payload: unknown,
    options: InvokeOptions,
  ): Promise<InvocationResult>
  /** One that ends before any code of the function has run, because the function is away. */
  fail(definition: FunctionDefinition, options: InvokeOptions, awayMs: number): InvocationResult
  /** A worker wrote a line. */
  addLine(functionName: string, worker: FunctionWorker, line: string): void
  /** The invocation whose worker signs with this access key. */
  active(accessKey: string): ActiveInvocation | undefined
  /** A call of that worker took effect. True: the worker was stopped, so that it never sees the answer. */
  afterAwsCall(accessKey: string): Promise<boolean>
}

export function createInvocations(
  faults: InvocationFaults | undefined,
  /** @param byLambda Not the function's own line, but one about its invocation. */
  onLine: (functionName: string, line: string, worker: FunctionWorker, byLambda: boolean) => void,
  onInvocation: (info: InvocationInfo) => void,
): Invocations {
  const running = new Map<string, Running>()

  function addLine(functionName: string, worker: FunctionWorker, line: string) {
    running.get(worker.accessKey)?.tail.push(line)
    onLine(functionName, line, worker, false)
  }

  /** A planned stop that found too few AWS calls strikes last: the work is done, its acknowledgement is lost. */
  function end(outcome: WorkerOutcome, invocation: Running): WorkerOutcome {
    const { plannedStop, functionName, worker } = invocation
    let final = withinLimit(outcome)
    if (plannedStop && outcome.kind === 'ok') {
      faults?.stopped(plannedStop)
      final = stopOutcome(plannedStop, invocation)
      void worker.stop(final)
    }
    if (final.kind !== 'ok') addLine(functionName, worker, failureLine(invocation.requestId, final, new Date()))
    running.delete(worker.accessKey)
    return final
  }

  return {
    addLine,
    active: (accessKey) => running.get(accessKey),
    async afterAwsCall(accessKey) {
      const invocation = running.get(accessKey)
      if (!invocation) return false
      invocation.awsCalls += 1
      const stop = invocation.plannedStop
      if (!stop || stop.afterCall !== invocation.awsCalls) return false
      faults?.stopped(stop)
      await invocation.worker.stop(stopOutcome(stop, invocation))
      return true
    },
    fail({ name: functionName }, options, awayMs) {
      const requestId = randomUUID()
      const error = awayError
      const source = options.trigger?.source ?? 'direct'
      onInvocation({
        functionName,
        requestId,
        outcome: 'error',
        startedAt: Date.now(),
        durationMs: 0,
        queuedMs: 0,
        source,
        error,
      })
      return { requestId, payload: JSON.stringify(error), logTail: '', error, injected: true, awayMs }
    },
    async run(definition, pool, payload, options) {
      const { name: functionName } = definition
      const requestId = randomUUID()
      let value = payload
      const queuedAt = performance.now()
      const { promise: started, resolve: start } = Promise.withResolvers<Running>()
      let invocation: Running | undefined
      let iteratorAgeMs: number | undefined
      const { outcome, initMs } = await pool.run({
        signal: options.signal,
        ...(typeof payload === 'function' && {
          async prepare() {
            value = await payload()
          },
        }),
        onStart(worker) {
          const plannedStop = faults?.plan(functionName, options.trigger)
          const startedAt = performance.now()
          iteratorAgeMs = options.trigger?.iteratorAgeMs?.()
          invocation = {
            functionName,
            requestId,
            options,
            awsCalls: 0,
            definition,
            worker,
            plannedStop,
            startedAt,
            tail: [],
          }
          running.set(worker.accessKey, invocation)
          onLine(functionName, startLine(requestId), worker, true)
          start(invocation)
          return { requestId, payload: JSON.stringify(value) ?? 'null', traceId: traceId() }
        },
        onEnd: (ended) => (invocation ? end(ended, invocation) : ended),
      })
      const { startedAt, tail, worker } = await started
      const durationMs = performance.now() - startedAt
      onLine(functionName, endLine(requestId), worker, true)
      onLine(functionName, reportLine(requestId, definition, { durationMs, initMs, kind: outcome.kind }), worker, true)
      const error = outcome.kind === 'ok' ? undefined : outcome.error
      onInvocation({
        functionName,
        requestId,
        outcome: outcome.kind,
        startedAt: Date.now() - durationMs,
        durationMs,
        queuedMs: startedAt - queuedAt,
        source: options.trigger?.source ?? 'direct',
        ...(error && { error }),
        ...(initMs !== undefined && { initMs }),
        ...(iteratorAgeMs !== undefined && { iteratorAgeMs }),
      })
      return {
        requestId,
        payload: outcome.kind === 'ok' ? outcome.payload : JSON.stringify(outcome.error),
        logTail: tail.join('\n').slice(-logTailCharacters),
        ...(error && { error }),
        ...(outcome.kind !== 'ok' && outcome.injected && { injected: true as const }),
      }
    },
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: a larger answer is an error of the function's. */
function withinLimit(outcome: WorkerOutcome): WorkerOutcome {
  if (outcome.kind !== 'ok' || Buffer.byteLength(outcome.payload) <= MOST_RESPONSE_BYTES) return outcome
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MOST_RESPONSE_BYTES} bytes).`
  return { kind: 'error', error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage, trace: [] } }
}

/** The error of a function whose deployed code cannot be loaded. */
const awayError = {
  errorType: 'Runtime.ImportModuleError',
  errorMessage: 'Error: the function is away (injected by the local fault plan)',
  trace: [],
}

function stopOutcome({ as }: PlannedStop, { requestId, definition }: Running): WorkerOutcome {
  if (as === 'crash') return { kind: 'crash', error: exited('injected crash'), injected: true }
  return { kind: 'timeout', error: timedOut(requestId, definition.timeoutSeconds ?? 3), injected: true }
}

/** An X-Ray trace header that asks for no sampling: nothing listens for traces locally. */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16)
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`
}
