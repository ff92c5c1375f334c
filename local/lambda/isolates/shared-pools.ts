import { initFailureLine } from '../log-lines.ts'
import type { PoolOptions, WorkerPool } from '../pool.ts'
import { type Scaling, timerMs } from '../scaling.ts'
import { createGrowth } from './growth.ts'
import { startIsolate } from './isolate.ts'
import { invoke, type Job } from './jobs.ts'
import { retireIdle } from './retire.ts'
import {
  blame,
  createTenant,
  type Environment,
  type Host,
  heapLimitMb,
  mayBegin,
  redefine,
  type Tenant,
} from './tenancy.ts'

/** An isolate whose heap is fuller than this share of its limit is replaced, so that each function finds room in it. */
const fullAbove = 0.5
/** An isolate is replaced after so many of its functions have got new code: the packages of the old one would stay. */
const mostOutdated = 8

/**
 * Makes pools of environments that lie in isolates together with those of other functions. An isolate runs one invocation at a
 * time: what ends it, such as a timeout in an endless loop, hits no other invocation. The environments in it are gone, as on
 * Lambda after a while without work, and are loaded again when they are needed.
 */
export function createSharedPools(scaling: Scaling): (options: PoolOptions) => WorkerPool {
  const { growAfterMs, stuckAfterMs, retireAfterMs } = scaling
  const hosts = new Set<Host>()
  const jobs = new Set<Job>()
  const open = new Set<Tenant>()
  const growth = createGrowth(scaling)
  const retirement = retireIdle(hosts, retireAfterMs)
  let growTimer: NodeJS.Timeout | undefined
  let released = Promise.withResolvers<void>()

  const hostsOf = ({ group }: Tenant) => [...hosts].filter((host) => host.group === group)

  function startHost(tenant: Tenant): Host {
    const environments: Host['environments'] = new Map()
    const isolate = startIsolate({
      heapLimitMb: heapLimitMb(tenant.definition),
      endpoint: tenant.options.surroundings.endpoint?.(),
      onEnd() {
        hosts.delete(host)
        for (const environment of environments.values()) environment.tenant.environments.delete(environment)
        environments.clear()
      },
    })
    const idleSince = performance.now()
    const host: Host = { isolate, group: tenant.group, environments, busySince: undefined, idleSince, outdated: 0 }
    hosts.add(host)
    return host
  }

  /** An isolate with nothing to do: one that has the function loaded, used last; else, in time, one that may load it. */
  function hostFor(tenant: Tenant, waitsForLong: boolean): Host | undefined {
    const all = hostsOf(tenant)
    const idle = all.filter(({ busySince }) => busySince === undefined).sort((a, b) => b.idleSince - a.idleSince)
    const loaded = idle.find(({ environments }) => environments.get(tenant)?.worker.alive)
    if (loaded) return loaded
    if (all.length === 0) return startHost(tenant)
    return tenant.environments.size === 0 || waitsForLong ? idle[0] : undefined
  }

  function pump() {
    const now = performance.now()
    for (const job of jobs) {
      const host = mayBegin(job.tenant, stuckAfterMs, now)
        ? hostFor(job.tenant, now - job.queuedAt >= growAfterMs)
        : undefined
      if (host) begin(job, host)
    }
    if (jobs.size === 0) {
      clearTimeout(growTimer)
      growTimer = undefined
    } else if (!growTimer) {
      growth.watch(hosts)
      growTimer = setTimeout(grow, timerMs(growAfterMs))
    }
  }

  function grow() {
    growTimer = undefined
    const now = performance.now()
    for (const { tenant, queuedAt } of jobs) {
      if (now - queuedAt < growAfterMs || !mayBegin(tenant, stuckAfterMs, now)) continue
      const group = hostsOf(tenant)
      const areBusy = group.every(({ busySince }) => busySince !== undefined)
      if (areBusy && growth.helps(group, now)) startHost(tenant)
    }
    pump()
  }

  function begin(job: Job, host: Host) {
    jobs.delete(job)
    const { tenant, waiting, giveUp } = job
    waiting.signal?.removeEventListener('abort', giveUp)
    const environment = occupy(tenant, host)
    const work = invoke(job, environment).finally(() => {
      tenant.running.delete(work)
      release(environment)
    })
    tenant.running.add(work)
  }

  /** The function's environment in this isolate, loaded if need be; nothing else runs there until it is released. */
  function occupy(tenant: Tenant, host: Host): Environment {
    const known = host.environments.get(tenant)
    // The environment may have died of something that it left running, such as an exception in a timer.
    if (known && !known.worker.alive) drop(known)
    const environment = known?.worker.alive ? known : load(tenant, host)
    environment.busySince = host.busySince = performance.now()
    return environment
  }

  function load(tenant: Tenant, host: Host): Environment {
    const { definition, options } = tenant
    const worker = host.isolate.start({
      definition,
      accessKey: options.accessKeyOf(++tenant.started),
      surroundings: options.surroundings,
      onLine: (line) => options.onLine(worker, line),
    })
    const environment: Environment = { tenant, host, worker, outdated: false, initMs: undefined, busySince: undefined }
    host.environments.set(tenant, environment)
    tenant.environments.add(environment)
    void worker.ready.then((result) => {
      if ('initMs' in result) {
        environment.initMs = result.initMs
        return
      }
      options.onLine(worker, initFailureLine(result.error, new Date()))
      if (!host.isolate.alive) blame(environment)
    })
    return environment
  }

  function release(environment: Environment) {
    const { host, worker, tenant } = environment
    environment.busySince = host.busySince = undefined
    host.idleSince = performance.now()
    if (!worker.alive || environment.outdated || tenant.closed) drop(environment)
    const isFull = host.isolate.heapMb > fullAbove * host.isolate.heapLimitMb
    if (isFull || host.outdated >= mostOutdated) void host.isolate.end()
    retirement.schedule()
    pump()
    released.resolve()
    released = Promise.withResolvers()
  }

  function drop(environment: Environment) {
    const { tenant, host, worker, busySince } = environment
    tenant.environments.delete(environment)
    if (host.environments.get(tenant) === environment) host.environments.delete(tenant)
    // The code of one that is busy cannot be stopped in another way.
    if (busySince !== undefined) void host.isolate.end()
    else host.isolate.drop(worker)
  }

  async function warm(tenant: Tenant): Promise<void> {
    while (tenant.environments.size === 0 && !tenant.closed) {
      const host = hostFor(tenant, false)
      if (!host) {
        await released.promise
        continue
      }
      const environment = occupy(tenant, host)
      await environment.worker.ready
      release(environment)
      return
    }
  }

  return (options) => {
    const tenant = createTenant(options)
    open.add(tenant)
    return {
      run(waiting) {
        return new Promise((resolve, reject) => {
          const { signal } = waiting
          if (tenant.closed) return reject(new Error(`Function ${tenant.definition.name} is stopped`))
          if (signal?.aborted) return reject(signal.reason)
          const giveUp = () => {
            if (jobs.delete(job)) reject(signal?.reason)
          }
          const job: Job = { tenant, waiting, queuedAt: performance.now(), resolve, reject, giveUp }
          signal?.addEventListener('abort', giveUp, { once: true })
          jobs.add(job)
          pump()
        })
      },
      warm: () => warm(tenant),
      replace(definition, limits = tenant.limits) {
        redefine(tenant, definition, limits)
        for (const environment of [...tenant.environments]) {
          const { host } = environment
          environment.outdated = true
          host.outdated += 1
          if (environment.busySince === undefined) drop(environment)
          if (host.busySince === undefined && host.outdated >= mostOutdated) void host.isolate.end()
        }
      },
      async close(drainMs) {
        tenant.closed = true
        for (const job of jobs) {
          if (job.tenant !== tenant || !jobs.delete(job)) continue
          job.reject(new Error(`Function ${tenant.definition.name} is stopped`))
        }
        await settleWithin(drainMs, tenant.running)
        for (const environment of [...tenant.environments]) {
          const { host } = environment
          drop(environment)
          // What its code has left running, such as a timer, ends only with the thread, which may have to finish another invocation first.
          host.outdated = mostOutdated
          if (host.busySince === undefined) void host.isolate.end()
        }
        open.delete(tenant)
        if (open.size > 0) return
        clearTimeout(growTimer)
        retirement.close()
        await Promise.all([...hosts].map(({ isolate }) => isolate.end()))
      },
    }
  }
}

async function settleWithin(drainMs: number, running: Iterable<Promise<unknown>>): Promise<void> {
  const bound = Promise.withResolvers<void>()
  const timer = setTimeout(bound.resolve, drainMs)
  await Promise.race([Promise.all(running), bound.promise])
  clearTimeout(timer)
}
