import type { PipelineStatus } from '../../../../status/read-status.ts'
import { count, seconds } from '../../format.ts'

/** The figures of the API, in few words. */
export function apiFigures({ api }: PipelineStatus): readonly string[] {
  const { requests_per_minute, p99_ms, server_errors } = api
  return [
    `${count(requests_per_minute)} requests/min`,
    p99_ms === null
      ? `${count(server_errors)} × 5xx`
      : `p99 ${count(Math.round(p99_ms))} ms, ${count(server_errors)} × 5xx`,
  ]
}

export function relayFigures({ relays }: PipelineStatus, name: string): readonly string[] {
  const relay = relays.find((one) => one.relay === name)
  if (!relay) return []
  return [
    relay.lag_seconds === null
      ? 'no record lately'
      : `lag ${relay.lag_seconds === 0 ? '0 s' : seconds(relay.lag_seconds)}`,
    `${count(relay.set_aside)} set aside, ${count(relay.errors)} errors`,
  ]
}
