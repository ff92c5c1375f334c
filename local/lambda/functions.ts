import { randomBytes, randomUUID } from 'node:crypto'
import type { FunctionDefinition, InvocationInfo, InvocationResult, InvokeOptions } from './definition.ts'
import type { Surroundings } from './environment.ts'
import type { InvocationFaults, PlannedStop } from './faults.ts'
import { createPool, type PoolRun, type WorkerPool } from './pool.ts'
import { exited, type FunctionWorker, timedOut, type WorkerOutcome } from './worker.ts'

const logTailBytes = 4096

export interface FunctionsOptions extends Surroundings {
  /** Most workers per function, unless its definition says otherwise. Default 2. */
  concurrency?: number
  faults?: InvocationFaults
}

/** An invocation that runs right now, as the endpoint finds it from the access key of a signed request. */
export interface ActiveInvocation {
  functionName: string
  requestId: string
  options: InvokeOptions
  /** Calls to AWS that the invocation has made so far and that took effect. */
  awsCalls: number
}

/** The functions of one runtime and their workers; the rest of the Lambda service is built around it. */
export interface FunctionTable {
  create(definition: FunctionDefinition): void
  find(nameOrArn: string): FunctionDefinition | undefined
  list(): FunctionDefinition[]
  update(name: string, changes: Partial<FunctionDefinition>): FunctionDefinition
  invoke(nameOrArn: string, payload: unknown, options?: InvokeOptions): Promise<InvocationResult>
  concurrencyOf(nameOrArn: string): number
  warm(): Promise<void>
  active(accessKey: string): ActiveInvocation | undefined
  afterAwsCall(accessKey: string): Promise<boolean>
  onLog(listener: (functionName: string, line: string) => void): () => void
  onInvocation(listener: (info: InvocationInfo) => void): () => void
  close(drainMs: number): Promise<void>
}

interface Running extends ActiveInvocation {
  worker: FunctionWorker
  plannedStop: PlannedStop | undefined
  startedAt: number
  tail: string[]
}

/** The function name in a name, an ARN or a partial ARN, with or without a version or alias. */
export function functionNameOf(nameOrArn: string): string {
  return /(?:^|:)function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.split(':')[0] ?? nameOrArn
}

export function createFunctionTable(options: FunctionsOptions): FunctionTable {
  const { concurrency = 2, faults } = options
  const definitions = new Map<string, FunctionDefinition>()
  const pools = new Map<string, WorkerPool>()
  const running = new Map<string, Running>()
  const logListeners = new Set<(functionName: string, line: string) => void>()
  const invocationListeners = new Set<(info: InvocationInfo) => void>()

  function known(nameOrArn: string): { definition: FunctionDefinition; pool: WorkerPool } {
    const name = functionNameOf(nameOrArn)
    const definition = definitions.get(name)
    const pool = pools.get(name)
    if (!definition || !pool) throw new Error(`Function not found: ${nameOrArn}`)
    return { definition, pool }
  }

  function addLine(functionName: string, accessKey: string, line: string) {
    running.get(accessKey)?.tail.push(line)
    for (const listener of logListeners) listener(functionName, line)
  }

  function stopOutcome(stop: PlannedStop, requestId: string, definition: FunctionDefinition): WorkerOutcome {
    if (stop.as === 'crash') return { kind: 'crash', error: exited('injected crash'), injected: true }
    return { kind: 'timeout', error: timedOut(requestId, definition.timeoutSeconds ?? 3), injected: true }
  }

  async function afterAwsCall(accessKey: string): Promise<boolean> {
    const invocation = running.get(accessKey)
    if (!invocation) return false
    invocation.awsCalls += 1
    const stop = invocation.plannedStop
    if (!stop || stop.afterCall !== invocation.awsCalls) return false
    faults?.stopped(stop)
    const { definition } = known(invocation.functionName)
    await invocation.worker.stop(stopOutcome(stop, invocation.requestId, definition))
    return true
  }

  /** A planned stop that found too few AWS calls strikes last: the work is done, its acknowledgement is lost. */
  function beforeAck(outcome: WorkerOutcome, invocation: Running, definition: FunctionDefinition): WorkerOutcome {
    const stop = invocation.plannedStop
    if (!stop || outcome.kind !== 'ok') return outcome
    faults?.stopped(stop)
    const stopped = stopOutcome(stop, invocation.requestId, definition)
    void invocation.worker.stop(stopped)
    return stopped
  }

  async function invoke(
    nameOrArn: string,
    payload: unknown,
    invokeOptions: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const { definition, pool } = known(nameOrArn)
    const functionName = definition.name
    const requestId = randomUUID()
    const payloadText = JSON.stringify(payload) ?? 'null'
    const queuedAt = performance.now()
    let invocation: Running | undefined
    const run: PoolRun = await pool.run({
      signal: invokeOptions.signal,
      onStart(worker) {
        const plannedStop = faults?.plan(functionName, invokeOptions.trigger)
        invocation = {
          functionName,
          requestId,
          options: invokeOptions,
          awsCalls: 0,
          worker,
          plannedStop,
          startedAt: performance.now(),
          tail: [],
        }
        running.set(worker.accessKey, invocation)
        return { requestId, payload: payloadText, traceId: traceId() }
      },
      onEnd(outcome) {
        const ended = invocation as Running
        running.delete(ended.worker.accessKey)
        return beforeAck(outcome, ended, definition)
      },
    })
    const finished = invocation as unknown as Running
    const { outcome } = run
    const error = outcome.kind === 'ok' ? undefined : outcome.error
    const durationMs = performance.now() - finished.startedAt
    const info: InvocationInfo = {
      functionName,
      requestId,
      outcome: outcome.kind,
      startedAt: Date.now() - durationMs,
      durationMs,
      queuedMs: finished.startedAt - queuedAt,
      source: invokeOptions.trigger?.source ?? 'direct',
      ...(error && { error }),
      ...(run.initMs !== undefined && { initMs: run.initMs }),
    }
    for (const listener of invocationListeners) listener(info)
    return {
      requestId,
      payload: outcome.kind === 'ok' ? outcome.payload : JSON.stringify(outcome.error),
      logTail: finished.tail.join('\n').slice(-logTailBytes),
      ...(error && { error }),
      ...(outcome.kind !== 'ok' && outcome.injected && { injected: true as const }),
    }
  }

  return {
    create(definition) {
      if (definitions.has(definition.name)) throw new Error(`Function ${definition.name} already exists`)
      const index = definitions.size
      definitions.set(definition.name, definition)
      pools.set(
        definition.name,
        createPool({
          definition,
          surroundings: options,
          concurrency: definition.concurrency ?? concurrency,
          accessKeyOf: (worker) => `LOCAL${index}W${worker}`,
          onLine: (worker, line) => addLine(definition.name, worker.accessKey, line),
        }),
      )
    },
    find: (nameOrArn) => definitions.get(functionNameOf(nameOrArn)),
    list: () => [...definitions.values()],
    update(name, changes) {
      const { definition, pool } = known(name)
      const next = { ...definition, ...changes }
      definitions.set(definition.name, next)
      pool.replace(next)
      return next
    },
    invoke,
    concurrencyOf: (nameOrArn) => known(nameOrArn).definition.concurrency ?? concurrency,
    async warm() {
      // One after another: loading modules is CPU work, and requests are being answered meanwhile.
      for (const pool of pools.values()) await pool.warm()
    },
    active: (accessKey) => running.get(accessKey),
    afterAwsCall,
    onLog: (listener) => subscribe(logListeners, listener),
    onInvocation: (listener) => subscribe(invocationListeners, listener),
    async close(drainMs) {
      await Promise.all([...pools.values()].map((pool) => pool.close(drainMs)))
    },
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** An X-Ray trace header that asks for no sampling: nothing listens for traces locally. */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16)
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`
}
