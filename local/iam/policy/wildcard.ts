/** Whether a text has the form that a policy asks for. */
export type Matcher = (text: string) => boolean

/** `*` stands for any characters, `?` for exactly one. The whole text has to match. */
export function wildcard(pattern: string, { ignoreCase = false } = {}): Matcher {
  if (!hasWildcard(pattern)) return exactly(pattern, ignoreCase)
  if (pattern === '*') return () => true
  const compiled = new RegExp(`^${expression(pattern, '.')}$`, ignoreCase ? 'is' : 's')
  return (text) => compiled.test(text)
}

export const hasWildcard = (pattern: string): boolean => /[*?]/.test(pattern)

/** The regular expression of a pattern; `character` is what a wildcard may stand for. */
export function expression(pattern: string, character: string): string {
  return pattern.replaceAll(/\*+|[?.+^${}()|[\]\\/-]/g, (found) => {
    if (found.startsWith('*')) return `${character}*`
    return found === '?' ? character : `\\${found}`
  })
}

function exactly(pattern: string, ignoreCase: boolean): Matcher {
  if (!ignoreCase) return (text) => text === pattern
  const wanted = pattern.toLowerCase()
  return (text) => text.toLowerCase() === wanted
}
