/** @returns groups of which each member comes after each other one, directly or by way of others; members in no circle are in none. */
export function circlesIn(after: ReadonlyMap<string, readonly string[]>): string[][] {
  const names = [...after.keys()]
  const before = new Map(names.map((name) => [name, allBefore(name, after)]))
  const grouped = new Set<string>()
  return names.flatMap((name) => {
    const earlier = before.get(name)
    if (grouped.has(name) || !earlier?.has(name)) return []
    const group = names.filter((other) => earlier.has(other) && before.get(other)?.has(name))
    for (const member of group) grouped.add(member)
    return [group]
  })
}

/** Itself only if it stands in a circle. */
function allBefore(start: string, after: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>()
  const left = [...(after.get(start) ?? [])]
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (found.has(name)) continue
    found.add(name)
    left.push(...(after.get(name) ?? []))
  }
  return found
}
