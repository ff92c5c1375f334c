import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FunctionDefinition } from '../definition.ts'
import type { Limits, PoolOptions } from '../pool.ts'
import type { FunctionWorker } from '../worker.ts'
import type { Isolate } from './isolate.ts'

/** A function with its execution environments, which lie in isolates that it shares with others. */
export interface Tenant {
  readonly options: PoolOptions
  definition: FunctionDefinition
  limits: Limits
  /** Environments started so far. */
  started: number
  closed: boolean
  /** Functions of one group share isolates. */
  group: string
  readonly environments: Set<Environment>
  readonly running: Set<Promise<unknown>>
}

export interface Environment {
  readonly tenant: Tenant
  readonly host: Host
  readonly worker: FunctionWorker
  /** Made of a definition that is not that of its function any more. */
  outdated: boolean
  /** Until its first invocation: how long it took to load. */
  initMs: number | undefined
  busySince: number | undefined
}

export function createTenant(options: PoolOptions): Tenant {
  const { definition } = options
  return {
    options,
    definition,
    limits: options,
    started: 0,
    closed: false,
    group: groupOf(definition, false),
    environments: new Set(),
    running: new Set(),
  }
}

/** Gives a function new code or limits. Timeouts of its earlier code no longer count against it. */
export function redefine(tenant: Tenant, definition: FunctionDefinition, limits: Limits): void {
  Object.assign(tenant, { definition, limits, group: groupOf(definition, false) })
}

/**
 * For a function that has ended an isolate, while loading or running, and with it the environments of others: from now on it shares
 * isolates only with functions that have done so, too. It gets none of its own, because on a busy machine any function may run out of
 * time. What earlier code of a function has done does not count against its present code.
 */
export function blame({ tenant, outdated }: Environment): void {
  if (!tenant.closed && !outdated) tenant.group = groupOf(tenant.definition, true)
}

/** An isolate with what it holds. */
export interface Host {
  readonly isolate: Isolate
  readonly group: string
  /** The environments that are of use, one of each function. */
  readonly environments: Map<Tenant, Environment>
  /** Time at which the isolate was given its invocation; undefined while it has none. */
  busySince: number | undefined
  idleSince: number
  /** Environments dropped because their function is another now. What they have shared with none of the others stays in the heap. */
  outdated: number
}

/**
 * Functions share an isolate when they have the same memory, which is the limit of its heap: so none gets more than on AWS. V8 does not
 * tell what in a heap is whose, so that nothing less than a heap can be held to a limit.
 * One that is CommonJS has isolates of its own, because Node.js keeps one instance of each such file in a thread.
 */
function groupOf(definition: FunctionDefinition, apart: boolean): string {
  const memory = `${heapLimitMb(definition)} MB`
  if (!isModule(definition)) return `${memory}, ${definition.name}`
  return apart ? `${memory}, apart` : memory
}

export const heapLimitMb = ({ memoryMb = 128 }: FunctionDefinition): number => memoryMb

const isModule = ({ codeDir, handler }: FunctionDefinition): boolean =>
  existsSync(join(codeDir, `${handler.slice(0, handler.lastIndexOf('.'))}.mjs`))

export const isBusyFor = (
  { busySince = Number.POSITIVE_INFINITY }: Pick<Host, 'busySince'>,
  milliseconds: number,
  now: number,
): boolean => busySince <= now - milliseconds

/** Whether the limits of a function let it begin another invocation beside those that run. */
export function mayBegin({ environments, limits }: Tenant, stuckAfterMs: number, now: number): boolean {
  const busy = [...environments].filter(({ busySince }) => busySince !== undefined)
  if (busy.length < limits.concurrency) return true
  return busy.length < limits.reservedConcurrency && busy.every((one) => isBusyFor(one, stuckAfterMs, now))
}
