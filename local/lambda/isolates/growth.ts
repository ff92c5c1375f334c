import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Scaling } from '../scaling.ts'
import { type Host, isBusyFor } from './tenancy.ts'

/** An isolate that has computed for less than this share of the time is waiting for somebody's answer. */
const waitingBelow = 0.5
/** Above this share this thread, which answers for all AWS services, is what everything waits for. */
const saturatedAbove = 0.6
/** One core is taken by this thread. */
const coresForFunctions = () => Math.max(1, availableParallelism() - 1)
/** After this many times `stuckAfterMs` isolates count as stuck in any case, also on a busy machine, where what they do tells nothing. */
const surelyStuck = 4

/** Decides whether another isolate would get more done, by what those that are there do with their time. */
export interface Growth {
  /** Begins a span of time that `helps` looks back at. */
  watch(hosts: Iterable<Host>): void
  helps(hosts: readonly Host[], now: number): boolean
}

/**
 * Each isolate compiles, optimises and keeps the code of its functions by itself, so that few of them do more than many: one for each core, and
 * one more of a group that only waits. One that has been busy with the same invocation for long does not count: it may wait for what another
 * invocation does.
 * @param cores for functions. Default: those of the machine but one.
 */
export function createGrowth(
  { stuckAfterMs }: Pick<Scaling, 'stuckAfterMs'>,
  cores: number = coresForFunctions(),
): Growth {
  let before = performance.eventLoopUtilization()
  return {
    watch(hosts) {
      before = performance.eventLoopUtilization()
      for (const { isolate } of hosts) isolate.utilization()
    },
    helps(hosts, now) {
      const notBusyFor = (ms: number) => hosts.filter((host) => !isBusyFor(host, ms, now)).length
      if (notBusyFor(surelyStuck * stuckAfterMs) < cores) return true
      const computing = hosts.filter(({ isolate }) => isolate.utilization() >= waitingBelow).length
      if (computing >= cores || performance.eventLoopUtilization(before).utilization > saturatedAbove) return false
      return notBusyFor(stuckAfterMs) < cores + 1
    },
  }
}
