import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { type Host, isBusyFor } from './tenancy.ts'

/** An isolate that has computed for less than this share of the time is waiting for somebody's answer. */
const waitingBelow = 0.5
/** Above this share this thread, which answers for all AWS services, is what everything waits for. */
const saturatedAbove = 0.6
/** Most isolates of a group that start because the others wait, until all of them have waited for long. */
const mostWaiting = 4
/** After so long with one invocation each, they may wait for the very invocation that waits for them. */
const stuckAfterMs = 500
/** The same where nothing can be told from what they do, as on a machine that is busy with other things. */
const surelyStuckAfterMs = 2_000

/** Decides whether another isolate would get more done, by what those that are there do with their time. */
export interface Growth {
  /** Begins a span of time that `helps` looks back at. */
  watch(hosts: Iterable<Host>): void
  helps(hosts: readonly Host[], now: number): boolean
}

/** @param cores default: those of the machine. */
export function createGrowth(cores: number = availableParallelism()): Growth {
  let before = performance.eventLoopUtilization()
  return {
    watch(hosts) {
      before = performance.eventLoopUtilization()
      for (const { isolate } of hosts) isolate.utilization()
    },
    helps(hosts, now) {
      const areBusyFor = (ms: number) => hosts.every((host) => isBusyFor(host, ms, now))
      if (hosts.length < cores || areBusyFor(surelyStuckAfterMs)) return true
      const computing = hosts.filter(({ isolate }) => isolate.utilization() >= waitingBelow).length
      if (computing >= cores || performance.eventLoopUtilization(before).utilization > saturatedAbove) return false
      return hosts.length < mostWaiting || areBusyFor(stuckAfterMs)
    },
  }
}
