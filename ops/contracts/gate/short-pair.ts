const MOST_CHARACTERS = 160

/** Characters before the first difference. */
const BEFORE = 40

/** Two values on a line each. Of long ones the part in which they differ is shown. */
export function shortPair(old: unknown, now: unknown): readonly [string, string] {
  const [before, after] = [textOf(old), textOf(now)]
  const isLong = before.length > MOST_CHARACTERS && after.length > MOST_CHARACTERS
  const from = isLong ? Math.max(0, firstDifference(before, after) - BEFORE) : 0
  return [cut(before, from), cut(after, from)]
}

function firstDifference(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}

function cut(text: string, from: number): string {
  const part = text.slice(from, from + MOST_CHARACTERS)
  return `${from > 0 ? '…' : ''}${part}${from + MOST_CHARACTERS < text.length ? '…' : ''}`
}

function textOf(value: unknown): string {
  if (value === undefined) return 'absent'
  const isPlain = typeof value === 'string' && value !== ''
  return isPlain ? value.replaceAll('\n', ' ') : JSON.stringify(value)
}
