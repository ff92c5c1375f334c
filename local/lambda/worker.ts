import { Worker } from 'node:worker_threads'
import type { FunctionDefinition, FunctionError } from './definition.ts'
import { logGroupOf, type Surroundings, workerEnvironment } from './environment.ts'
import { logStreamName } from './log-stream.ts'

/** Lambda allows 10 s for loading modules; a laptop that is busy with everything at once may need longer. */
const initTimeoutMs = 60_000
/** Nursery of each worker's heap: a small one keeps idle workers small. */
const youngGenerationMb = 4

export interface WorkerInvocation {
  requestId: string
  traceId: string
  /** JSON text. */
  payload: string
}

export type WorkerOutcome =
  | { kind: 'ok'; payload: string }
  | { kind: 'error' | 'timeout' | 'crash'; error: FunctionError; injected?: true }

/** One execution environment: a thread with its own module state, running one invocation at a time. */
export interface FunctionWorker {
  readonly accessKey: string
  /** Log stream in CloudWatch Logs; each worker has its own. */
  readonly logStream: string
  /** Resolves to the load time in milliseconds, or to the error that stopped it from loading. */
  readonly ready: Promise<{ initMs: number } | { error: FunctionError }>
  /** Never rejects. After any outcome but `ok` and `error` the worker is gone. */
  run(invocation: WorkerInvocation): Promise<WorkerOutcome>
  /** Stops the thread at once, even inside a synchronous loop; the running invocation ends with `outcome`. */
  stop(outcome?: WorkerOutcome): Promise<void>
  /** False once the thread has ended or is being stopped. */
  readonly alive: boolean
}

type FromWorker =
  | { type: 'ready' }
  | { type: 'log'; lines: string[] }
  | { type: 'result'; payload: string }
  | { type: 'error' | 'fatal'; error: FunctionError }

export function startWorker(
  definition: FunctionDefinition,
  accessKey: string,
  surroundings: Surroundings,
  onLine: (line: string) => void,
): FunctionWorker {
  const { timeoutSeconds = 3, memoryMb = 128 } = definition
  const startedAt = performance.now()
  const logStream = logStreamName(Date.now())
  const thread = new Worker(new URL('./bootstrap.mjs', import.meta.url), {
    name: definition.name,
    env: workerEnvironment(definition, accessKey, logStream, surroundings),
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngGenerationMb },
    workerData: {
      codeDir: definition.codeDir,
      handler: definition.handler,
      functionName: definition.name,
      functionArn: definition.arn,
      memoryMb,
      logGroupName: logGroupOf(definition),
      logStreamName: logStream,
    },
  })
  let alive = true
  let settleReady: (result: { initMs: number } | { error: FunctionError }) => void = () => {}
  let settleRun: ((outcome: WorkerOutcome) => void) | undefined
  const ready = new Promise<{ initMs: number } | { error: FunctionError }>((resolve) => {
    settleReady = resolve
  })
  const initTimer = setTimeout(
    () => end({ kind: 'timeout', error: timedOut('INIT', initTimeoutMs / 1000) }),
    initTimeoutMs,
  )

  function finish(outcome: WorkerOutcome) {
    settleRun?.(outcome)
    settleRun = undefined
  }

  /** The thread is over: whoever still waits for it learns why. */
  function end(outcome: Exclude<WorkerOutcome, { kind: 'ok' }>): Promise<unknown> {
    alive = false
    clearTimeout(initTimer)
    settleReady({ error: outcome.error })
    finish(outcome)
    return thread.terminate()
  }

  thread.on('message', (message: FromWorker) => {
    if (message.type === 'log') return message.lines.forEach(onLine)
    if (!alive) return
    if (message.type === 'fatal') return void end({ kind: 'crash', error: message.error })
    if (message.type === 'ready') {
      clearTimeout(initTimer)
      return settleReady({ initMs: performance.now() - startedAt })
    }
    finish(
      message.type === 'result' ? { kind: 'ok', payload: message.payload } : { kind: 'error', error: message.error },
    )
  })
  thread.on('error', (error: Error & { code?: string }) => {
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    void end({
      kind: 'crash',
      error: outOfMemory ? exited('signal: killed') : { errorType: error.name, errorMessage: error.message, trace: [] },
    })
  })
  thread.on('exit', (code) => void end({ kind: 'crash', error: exited(`exit status ${code}`) }))

  return {
    accessKey,
    logStream,
    ready,
    get alive() {
      return alive
    },
    run(invocation) {
      if (!alive) return Promise.resolve({ kind: 'crash', error: exited('worker is gone') })
      const timeoutMs = timeoutSeconds * 1000
      return new Promise<WorkerOutcome>((resolve) => {
        const timer = setTimeout(
          () => end({ kind: 'timeout', error: timedOut(invocation.requestId, timeoutSeconds) }),
          timeoutMs,
        )
        settleRun = (outcome) => {
          clearTimeout(timer)
          resolve(outcome)
        }
        thread.postMessage({ ...invocation, deadline: Date.now() + timeoutMs })
      })
    },
    async stop(outcome = { kind: 'crash', error: exited('stopped') }) {
      if (outcome.kind !== 'ok') await end(outcome)
    },
  }
}

export function timedOut(requestId: string, seconds: number): FunctionError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
    trace: [],
  }
}

export function exited(how: string): FunctionError {
  return { errorType: 'Runtime.ExitError', errorMessage: `Error: Runtime exited with error: ${how}`, trace: [] }
}
