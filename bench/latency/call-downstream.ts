import { type Service, TIMEOUT_MS } from './simulation.ts'

/** Calls one of the downstreams. Both paths use this very function. @throws when it is down or takes too long. */
export async function callDownstream(url: string, service: Service): Promise<void> {
  const response = await fetch(`${url}/${service}`, { method: 'POST', signal: AbortSignal.timeout(TIMEOUT_MS) })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${service} answered ${response.status}`)
}
