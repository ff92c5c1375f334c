import type { Station } from './message-flow.ts'

/**
 * The order in which a deployment updates functions: receivers before senders, so that no function gets a message of a type or version
 * that its code does not know yet. Functions that send to each other, directly or in a circle, have no order among themselves: there the
 * receiver waits (`unknownWaitSeconds`).
 * @returns for each station the receivers to be updated before it; free of circles.
 */
export function receiversFirst(stations: readonly Station[]): ReadonlyMap<string, readonly string[]> {
  const sendsTo = new Map(stations.map((station) => [station.name, station.sendsTo]))
  const reachable = new Map(stations.map(({ name }) => [name, reachableFrom(name, sendsTo)]))
  const sendsBack = (receiver: string, sender: string): boolean => reachable.get(receiver)?.has(sender) ?? false
  return new Map(
    stations.map(({ name, sendsTo: receivers }) => [name, receivers.filter((receiver) => !sendsBack(receiver, name))]),
  )
}

/** Every function that may get a message which this one sends, directly or as a consequence; this one itself only if it stands in a circle. */
function reachableFrom(start: string, sendsTo: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>()
  const ahead = [...(sendsTo.get(start) ?? [])]
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (found.has(next)) continue
    found.add(next)
    ahead.push(...(sendsTo.get(next) ?? []))
  }
  return found
}
