import { type Token, tokenizer, tokTypes } from 'acorn'

/** The tokens of a function, without what stands between them; undefined for a text that is not JavaScript. */
function tokensOf(source: string): readonly Token[] | undefined {
  try {
    return [...tokenizer(source, { ecmaVersion: 'latest' })]
  } catch {
    return undefined
  }
}

/** A source on one line: white space counts within texts, patterns and templates, and nowhere else. */
export function onOneLine(source: string): string {
  const tokens = tokensOf(source)
  if (!tokens) return withoutBreaks(source)
  const parts: string[] = []
  let end = 0
  for (const token of tokens) {
    parts.push(collapsed(source.slice(end, token.start)), withoutBreaks(source.slice(token.start, token.end)))
    end = token.end
  }
  return [...parts, collapsed(source.slice(end))].join('')
}

const collapsed = (between: string): string => between.replaceAll(/\s+/g, ' ')

const withoutBreaks = (text: string): string => text.replaceAll('\r', '\\r').replaceAll('\n', '\\n')

/** A source without its formatting and comments, to be compared with another one. */
export const asTokens = (source: string): string =>
  tokensOf(source)
    ?.map(({ start, end }) => source.slice(start, end))
    .join('\n') ?? source

/** Names that may be variables: those after a dot are not. More than there are, such as names of fields, does no harm. */
export function variablesIn(source: string): ReadonlySet<string> {
  const tokens = tokensOf(source)
  if (!tokens) return new Set(source.match(/[A-Za-z_$][\w$]*/g))
  const isAfterDot = (index: number): boolean => {
    const before = tokens[index - 1]?.type
    return before === tokTypes.dot || before === tokTypes.questionDot
  }
  const names = tokens.filter(({ type }, index) => type === tokTypes.name && !isAfterDot(index))
  return new Set(names.map(({ start, end }) => source.slice(start, end)))
}

/** Every name in a source, those after a dot included. */
export const namesIn = (source: string): readonly string[] =>
  tokensOf(source)
    ?.filter(({ type }) => type === tokTypes.name)
    .map(({ start, end }) => source.slice(start, end)) ??
  source.match(/[A-Za-z_$][\w$]*/g) ??
  []
