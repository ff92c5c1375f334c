import { jsonFilter } from './json-filter.ts'
import { invalidPattern, type MessageFilter } from './message-filter.ts'

/** `"a phrase"`, `word`, each perhaps behind `?` (any of these) or `-` (none of these). */
const TERM = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gy

/**
 * Patterns of terms and of JSON fields. Regular expressions and patterns of space-separated fields (`[…]`) are refused: AWS
 * knows them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws {ServiceError} InvalidParameterException
 */
export function filterPattern(pattern: string): MessageFilter {
  const text = pattern.trim()
  if (text === '') return () => true
  if (text.startsWith('{')) return jsonFilter(text)
  if (text.startsWith('[') || /^[?-]?%/.test(text)) {
    throw invalidPattern('regular expressions and space-delimited patterns are not supported by the local runtime')
  }
  const terms = termsOf(text)
  const all = terms.filter(({ sign }) => sign === '').map(({ term }) => term)
  const none = terms.filter(({ sign }) => sign === '-').map(({ term }) => term)
  // Beside other terms, optional ones do not count.
  const any = all.length + none.length > 0 ? [] : terms.map(({ term }) => term)
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    (any.length === 0 || any.some((term) => message.includes(term)))
}

function termsOf(text: string): { sign: string; term: string }[] {
  const terms: { sign: string; term: string }[] = []
  TERM.lastIndex = 0
  while (TERM.lastIndex < text.length) {
    const [, sign = '', quoted, word = ''] = TERM.exec(text) ?? []
    if (quoted === undefined && !/^\w+$/.test(word)) {
      throw invalidPattern('terms of other characters than letters, digits and underscores stand in double quotes')
    }
    terms.push({ sign, term: quoted === undefined ? word : quoted.replace(/\\(.)/g, '$1') })
  }
  return terms
}
