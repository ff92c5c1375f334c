import { Worker } from 'node:worker_threads'
import type { AwsResponse, EndpointCall, InProcessEndpoint } from '../../ports.ts'
import type { FunctionDefinition, FunctionError } from '../definition.ts'
import { logGroupOf, type Surroundings, workerEnvironment } from '../environment.ts'
import { logStreamName } from '../log-stream.ts'
import { exited, type FunctionWorker, timedOut, type WorkerOutcome } from '../worker.ts'

/** Lambda allows 10 s for loading modules; a laptop that is busy with everything at once may need longer. */
const initTimeoutMs = 60_000
/** Most that short-lived objects take. Too small, and each collection copies what is still in use. */
const youngGenerationMb = 8

/** A thread that holds the execution environments of many functions. Its user gives it one thing to do at a time. */
export interface Isolate {
  /** Loads a function: the next thing that the thread does. */
  start(options: EnvironmentOptions): FunctionWorker
  /** Forgets an environment. */
  drop(worker: FunctionWorker): void
  /** Megabytes of its heap, garbage included, after the last invocation. */
  readonly heapMb: number
  readonly heapLimitMb: number
  /** Share of the time since it was last asked in which the thread was busy computing. */
  utilization(): number
  readonly alive: boolean
  end(): Promise<void>
}

export interface EnvironmentOptions {
  definition: FunctionDefinition
  accessKey: string
  surroundings: Surroundings
  onLine: (line: string) => void
}

type Failed = Exclude<WorkerOutcome, { kind: 'ok' }>

/** An environment as its thread knows it, by its access key. */
interface Environment {
  worker: FunctionWorker
  onLine: (line: string) => void
  onReady(): void
  onResult(outcome: WorkerOutcome): void
  /** The thread has ended, or only this environment in it. */
  end(outcome: Failed): void
}

type FromThread =
  | ({ type: 'call'; number: number } & EndpointCall)
  | { type: 'ready' | 'lost'; id: string }
  | { type: 'log'; id: string; lines: string[] }
  | { type: 'result'; id: string; payload: string; heapBytes: number }
  | { type: 'error'; id: string; error: FunctionError; heapBytes: number }
  | { type: 'failed'; id: string; error: FunctionError }
  | { type: 'fatal'; error: FunctionError }

export interface IsolateOptions {
  /** What all of its environments together may take; going beyond it ends the thread. */
  heapLimitMb: number
  /** Answers calls of AWS from within. Default: they go over HTTP. */
  endpoint?: InProcessEndpoint | undefined
  /** Called once, when the thread is over. */
  onEnd: () => void
}

export function startIsolate({ heapLimitMb, endpoint, onEnd }: IsolateOptions): Isolate {
  const environments = new Map<string, Environment>()
  const thread = new Worker(new URL('./thread.mjs', import.meta.url), {
    name: 'functions',
    env: {},
    execArgv: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    stdout: true,
    stderr: true,
    workerData: { ...(endpoint && { endpoint: { address: endpoint.address, services: endpoint.services } }) },
    resourceLimits: { maxOldGenerationSizeMb: heapLimitMb, maxYoungGenerationSizeMb: youngGenerationMb },
  })
  let alive = true
  let heapBytes = 0
  let utilizationBefore = thread.performance.eventLoopUtilization()

  /** All of its environments are gone; the one that was doing something ended as `outcome` says. */
  async function end(outcome: Failed) {
    if (!alive) return
    alive = false
    for (const environment of environments.values()) environment.end(outcome)
    environments.clear()
    onEnd()
    await thread.terminate()
  }

  async function answer({ number, ...request }: { number: number } & EndpointCall) {
    const response = await endpoint?.call(request)
    thread.postMessage(response ? { type: 'answer', number, ...sendable(response) } : { type: 'cut', number })
  }

  thread.on('message', (message: FromThread) => {
    if (message.type === 'call') return void answer(message)
    if (message.type === 'fatal') return void end({ kind: 'crash', error: message.error })
    const environment = environments.get(message.id)
    if (!environment) return
    if ('heapBytes' in message) heapBytes = message.heapBytes
    switch (message.type) {
      case 'log':
        return message.lines.forEach(environment.onLine)
      case 'ready':
        return environment.onReady()
      case 'result':
        return environment.onResult({ kind: 'ok', payload: message.payload })
      case 'error':
        return environment.onResult({ kind: 'error', error: message.error })
      default:
        environments.delete(message.id)
        environment.end({ kind: 'crash', error: message.type === 'failed' ? message.error : exited('exit status 129') })
    }
  })
  thread.on('error', (error: Error & { code?: string }) => {
    const other = { errorType: error.name, errorMessage: error.message, trace: [] }
    void end({ kind: 'crash', error: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? exited('signal: killed') : other })
  })
  thread.on('exit', (code) => void end({ kind: 'crash', error: exited(`exit status ${code}`) }))

  function start({ definition, accessKey, surroundings, onLine }: EnvironmentOptions): FunctionWorker {
    const { timeoutSeconds = 3, memoryMb = 128 } = definition
    const startedAt = performance.now()
    const logStream = logStreamName(Date.now())
    const ready = Promise.withResolvers<{ initMs: number } | { error: FunctionError }>()
    const initTimer = setTimeout(
      () => void end({ kind: 'timeout', error: timedOut('INIT', initTimeoutMs / 1000) }),
      initTimeoutMs,
    )
    let settle: ((outcome: WorkerOutcome) => void) | undefined
    let isThere = alive

    const worker: FunctionWorker = {
      accessKey,
      logStream,
      ready: ready.promise,
      get alive() {
        return isThere
      },
      run(invocation) {
        if (!isThere) return Promise.resolve({ kind: 'crash', error: exited('worker is gone') })
        const timeoutMs = timeoutSeconds * 1000
        return new Promise<WorkerOutcome>((resolve) => {
          const timer = setTimeout(
            () => void end({ kind: 'timeout', error: timedOut(invocation.requestId, timeoutSeconds) }),
            timeoutMs,
          )
          settle = (outcome) => {
            settle = undefined
            clearTimeout(timer)
            resolve(outcome)
          }
          thread.postMessage({ type: 'run', id: accessKey, ...invocation, deadline: Date.now() + timeoutMs })
        })
      },
      async stop(outcome = { kind: 'crash', error: exited('stopped') }) {
        if (outcome.kind !== 'ok') await end(outcome)
      },
    }
    environments.set(accessKey, {
      worker,
      onLine,
      onReady() {
        clearTimeout(initTimer)
        ready.resolve({ initMs: performance.now() - startedAt })
      },
      onResult: (outcome) => settle?.(outcome),
      end(outcome) {
        isThere = false
        clearTimeout(initTimer)
        ready.resolve({ error: outcome.error })
        settle?.(outcome)
      },
    })
    thread.postMessage({
      type: 'load',
      id: accessKey,
      variables: workerEnvironment(definition, accessKey, logStream, surroundings),
      codeDir: definition.codeDir,
      handler: definition.handler,
      functionName: definition.name,
      functionArn: definition.arn,
      memoryMb,
      logGroupName: logGroupOf(definition),
      logStreamName: logStream,
    })
    return worker
  }

  return {
    start,
    heapLimitMb,
    drop({ accessKey }) {
      environments.get(accessKey)?.end({ kind: 'crash', error: exited('stopped') })
      if (environments.delete(accessKey) && alive) thread.postMessage({ type: 'drop', id: accessKey })
    },
    get heapMb() {
      return heapBytes / 2 ** 20
    },
    utilization() {
      const now = thread.performance.eventLoopUtilization()
      const { utilization } = thread.performance.eventLoopUtilization(now, utilizationBefore)
      utilizationBefore = now
      return utilization
    },
    get alive() {
      return alive
    },
    end: () => end({ kind: 'crash', error: exited('stopped') }),
  }
}

/** Bytes of their own: what is sent to a thread takes the whole memory along that it is a part of. */
const sendable = ({ body, ...head }: AwsResponse) => ({
  ...head,
  body: typeof body === 'string' ? body : new Uint8Array(body),
})
