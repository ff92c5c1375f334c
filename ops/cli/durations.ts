const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** `13 d 4 h`, `2 min`, `8 s`: the two largest units from an hour on, else one. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const first = UNITS.findIndex(([, size]) => whole >= size)
  const [unit, size] = UNITS[first] ?? UNITS[3]
  const next = size >= 3_600 ? UNITS[first + 1] : undefined
  const rest = next ? Math.floor((whole % size) / next[1]) : 0
  const head = `${Math.floor(whole / size)} ${unit}`
  return next && rest > 0 ? `${head} ${rest} ${next[0]}` : head
}

/** Time since, `3 min ago`. */
export const ago = (iso: string, now: number): string => `${duration((now - Date.parse(iso)) / 1000)} ago`
