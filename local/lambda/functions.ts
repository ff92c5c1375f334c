import { availableParallelism } from 'node:os'
import type { FunctionDefinition, InvocationInfo, InvocationResult, InvokeOptions, LogEventInfo } from './definition.ts'
import { logGroupOf, type Surroundings } from './environment.ts'
import type { InvocationFaults } from './faults.ts'
import { createInvocations, type Invocations } from './invocations.ts'
import { createSharedPools } from './isolates/shared-pools.ts'
import type { Isolation } from './isolation.ts'
import { createListeners } from './listeners.ts'
import { createPool, type PoolOptions, type WorkerPool } from './pool.ts'
import { createRest } from './rest.ts'
import { defaultScaling, type Scaling } from './scaling.ts'
import { letWorkersHaveOwnLimits } from './worker-limits.ts'

/** However many of a function's invocations wait for something: each worker takes memory. */
const mostWorkers = 10

const ACCESS_KEY = /^LOCAL(\d+)W\d+$/

export interface FunctionsOptions extends Surroundings {
  /** Most workers per function while none of them is stuck; its definition may say less. Default 2. */
  concurrency?: number
  /**
   * Most workers beyond the first of each function, all functions together: what bounds memory. Default: one per core. Where
   * isolates are shared, these are bounded instead.
   */
  extraWorkers?: number
  /** Times that are not given are those of `defaultScaling`. */
  scaling?: Partial<Scaling>
  faults?: InvocationFaults
  /** Default `shared`, and `function` with faults, which stop functions in the middle. */
  isolation?: Isolation
}

interface Entry {
  definition: FunctionDefinition
  pool: WorkerPool
}

/** The functions of one runtime and their workers; the rest of the Lambda service is built around it. */
export interface FunctionTable extends Pick<Invocations, 'active' | 'afterAwsCall'> {
  /** Throws when there is one of this name already. No worker is started yet. */
  create(definition: FunctionDefinition): void
  find(nameOrArn: string): FunctionDefinition | undefined
  /** The function one of whose workers signs with this access key; undefined once it is removed. */
  ownerOf(accessKey: string): FunctionDefinition | undefined
  /** Whether it is a key of a worker, also of one whose function is removed. */
  isWorkerKey(accessKey: string): boolean
  list(): FunctionDefinition[]
  /** Workers are replaced: idle ones at once, busy ones when they are done. */
  update(nameOrArn: string, changes: Partial<FunctionDefinition>): FunctionDefinition
  /** Makes another function of the one with this name. Invocations that run end as what it was. */
  redefine(definition: FunctionDefinition): void
  /** Waits for what is running, then forgets the function. */
  remove(nameOrArn: string): Promise<void>
  /**
   * Waits for a free worker. A `payload` that is a function is called then to make it, so that a batch takes along what
   * came while it waited; it must not reject. `invoke` rejects for an unknown function, on abort and when stopped; never
   * because the function failed.
   */
  invoke(nameOrArn: string, payload: unknown, options?: InvokeOptions): Promise<InvocationResult>
  /** Resolves once no function has anything to do, nor has had for a moment, or when `signal` aborts. */
  atRest(signal: AbortSignal): Promise<void>
  /** How many invocations of the function can run at once. */
  concurrencyOf(nameOrArn: string): number
  /** Starts a worker of each function that has none, so that its first invocation is quick. */
  warm(): Promise<void>
  /** Every line that a function writes; returns how to end that. */
  onLog(listener: (functionName: string, line: string) => void): () => void
  /** The same lines, and those of Lambda about invocations, with the place that CloudWatch Logs keeps them at. */
  onLogEvent(listener: (event: LogEventInfo) => void): () => void
  /** Every invocation once it is over; returns how to end that. */
  onInvocation(listener: (info: InvocationInfo) => void): () => void
  /** Refuses new invocations, waits for the running ones for at most `drainMs`, then stops every worker. */
  close(drainMs: number): Promise<void>
}

/** The function name in a name, an ARN or a partial ARN, with or without a version or alias. */
export function functionNameOf(nameOrArn: string): string {
  return /(?:^|:)function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.split(':')[0] ?? nameOrArn
}

function poolsOf({ faults, isolation = faults ? 'function' : 'shared', ...options }: FunctionsOptions) {
  const scaling = { ...defaultScaling, ...options.scaling }
  if (isolation === 'shared') return createSharedPools(scaling)
  const extraWorkers = { free: options.extraWorkers ?? availableParallelism() }
  return (pool: PoolOptions) => createPool(pool, extraWorkers, scaling)
}

export function createFunctionTable(options: FunctionsOptions): FunctionTable {
  const { concurrency = 2, faults } = options
  letWorkersHaveOwnLimits()
  const createPoolOf = poolsOf(options)
  const entries = new Map<string, Entry>()
  /** By the number in the access keys of their workers. One of the same name as a removed function is not its owner. */
  const owners: (Entry | undefined)[] = []
  const logs = createListeners<[functionName: string, line: string]>()
  const rest = createRest()
  const ended = createListeners<[info: InvocationInfo]>()
  const logEvents = createListeners<[event: LogEventInfo]>()
  const onLine: Parameters<typeof createInvocations>[1] = (name, message, { logStream }, byLambda) => {
    logEvents.tell({
      functionName: name,
      logGroup: logGroupOf(entries.get(name)?.definition ?? { name }),
      logStream,
      message,
    })
    if (!byLambda) logs.tell(name, message)
  }
  const invocations = createInvocations(faults, onLine, ended.tell)

  const limitOf = (definition: FunctionDefinition) => Math.min(definition.concurrency ?? concurrency, concurrency)

  function entryOf(nameOrArn: string) {
    const entry = entries.get(functionNameOf(nameOrArn))
    if (!entry) throw new Error(`Function not found: ${nameOrArn}`)
    return entry
  }

  return {
    create(definition) {
      if (entries.has(definition.name)) throw new Error(`Function ${definition.name} already exists`)
      const index = owners.length
      const pool = createPoolOf({
        definition,
        surroundings: options,
        concurrency: limitOf(definition),
        reservedConcurrency: definition.concurrency ?? mostWorkers,
        accessKeyOf: (worker) => `LOCAL${index}W${worker}`,
        onLine: (worker, line) => invocations.addLine(definition.name, worker, line),
      })
      const entry = { definition: { ...definition, modifiedAt: Date.now() }, pool }
      owners.push(entry)
      entries.set(definition.name, entry)
    },
    ownerOf(accessKey) {
      const index = ACCESS_KEY.exec(accessKey)?.[1]
      return index === undefined ? undefined : owners[Number(index)]?.definition
    },
    isWorkerKey: (accessKey) => ACCESS_KEY.test(accessKey),
    find: (nameOrArn) => entries.get(functionNameOf(nameOrArn))?.definition,
    list: () => [...entries.values()].map(({ definition }) => definition),
    update(nameOrArn, changes) {
      const entry = entryOf(nameOrArn)
      entry.definition = { ...entry.definition, ...changes, modifiedAt: Date.now() }
      entry.pool.replace(entry.definition)
      return entry.definition
    },
    redefine(definition) {
      const entry = entryOf(definition.name)
      const { asyncInvoke } = entry.definition
      entry.definition = { ...(asyncInvoke && { asyncInvoke }), ...definition, modifiedAt: Date.now() }
      entry.pool.replace(entry.definition, {
        concurrency: limitOf(definition),
        reservedConcurrency: definition.concurrency ?? mostWorkers,
      })
    },
    async remove(nameOrArn) {
      const entry = entryOf(nameOrArn)
      const { definition, pool } = entry
      await pool.close(1000 * (definition.timeoutSeconds ?? 3))
      entries.delete(definition.name)
      owners[owners.indexOf(entry)] = undefined
    },
    async invoke(nameOrArn, payload, invokeOptions = {}) {
      const { definition, pool } = entryOf(nameOrArn)
      const awayMs = faults?.awayMs?.(definition) ?? 0
      if (awayMs > 0) return invocations.fail(definition, invokeOptions, awayMs)
      return rest.until(invocations.run(definition, pool, payload, invokeOptions))
    },
    atRest: rest.reached,
    concurrencyOf: (nameOrArn) => limitOf(entryOf(nameOrArn).definition),
    async warm() {
      const cold = [...entries.values()]
      const loadNext = async () => {
        for (let entry = cold.shift(); entry; entry = cold.shift()) await entry.pool.warm()
      }
      // As many at a time as there are cores to load modules on; more would only take longer each.
      await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, loadNext))
    },
    active: invocations.active,
    afterAwsCall: invocations.afterAwsCall,
    onLog: logs.add,
    onLogEvent: logEvents.add,
    onInvocation: ended.add,
    async close(drainMs) {
      await Promise.all([...entries.values()].map(({ pool }) => pool.close(drainMs)))
    },
  }
}
