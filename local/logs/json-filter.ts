import { invalidPattern, type MessageFilter } from './message-filter.ts'

type Condition = (line: unknown) => boolean

const TOKEN =
  /\s*(?:(&&|\|\||!=|>=|<=|=|>|<|\(|\)|\{|\}|!)|"((?:[^"\\]|\\.)*)"|(\$(?:\.[\w@-]+|\[\d+\]|\["[^"]+"\])*)|([^\s"&|!=<>(){}]+))/y

interface Token {
  readonly symbol?: string
  readonly text?: string
  readonly selector?: string
  readonly word?: string
}

/**
 * `{ $.outcome = "failed" && ($.consumer = "pay*" || $.attempt > 1) }`; also `NOT EXISTS`, `IS NULL`, `IS TRUE` and
 * `IS FALSE`. A line that is not JSON never matches.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax-All.html
 * @throws {ServiceError} InvalidParameterException
 */
export function jsonFilter(pattern: string): MessageFilter {
  const tokens = tokensOf(pattern)
  let position = 0
  const next = (): Token => tokens[position++] ?? {}
  const take = (symbol: string): boolean => {
    if (tokens[position]?.symbol !== symbol) return false
    position += 1
    return true
  }
  const expect = (symbol: string): void => {
    if (!take(symbol)) throw invalidPattern(`${symbol} is missing`)
  }

  const either = (): Condition => {
    const conditions = [both()]
    while (take('||')) conditions.push(both())
    return (line) => conditions.some((holds) => holds(line))
  }
  const both = (): Condition => {
    const conditions = [single()]
    while (take('&&')) conditions.push(single())
    return (line) => conditions.every((holds) => holds(line))
  }
  const single = (): Condition => {
    if (take('(')) {
      const inner = either()
      expect(')')
      return inner
    }
    const { selector } = next()
    if (selector === undefined) throw invalidPattern('a condition begins with the place of a field, such as $.level')
    return comparison(pathOf(selector), next(), next)
  }

  expect('{')
  const condition = either()
  expect('}')
  if (position < tokens.length) throw invalidPattern('something stands behind its end')
  return (message) => {
    const line = parsed(message)
    return line !== undefined && condition(line)
  }
}

function comparison(path: readonly string[], operator: Token, next: () => Token): Condition {
  const at = (line: unknown) => valueAt(line, path)
  const word = operator.word?.toUpperCase()
  if (word === 'NOT' && next().word?.toUpperCase() === 'EXISTS') return (line) => at(line) === undefined
  if (word === 'IS') {
    const wanted = { TRUE: true, FALSE: false, NULL: null }[next().word?.toUpperCase() ?? '']
    if (wanted === undefined) throw invalidPattern('IS is followed by TRUE, FALSE or NULL')
    return (line) => at(line) === wanted
  }
  const { text, word: bare } = next()
  const operand = text ?? bare
  if (operand === undefined) throw invalidPattern('an operator is followed by a value')
  const number = text === undefined && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(operand) ? Number(operand) : undefined
  if (operator.symbol === '=' || operator.symbol === '!=') {
    const equals = number === undefined ? like(operand) : (value: unknown) => Number(value) === number
    const wanted = operator.symbol === '='
    return (line) => {
      const value = at(line)
      const isComparable = ['string', 'number', 'boolean'].includes(typeof value)
      return isComparable && equals(value) === wanted
    }
  }
  const compare = orders[operator.symbol ?? '']
  if (!compare || number === undefined)
    throw invalidPattern(`"${operator.symbol ?? operator.word}" is not an operator here`)
  return (line) => {
    const value = at(line)
    return typeof value === 'number' && compare(value, number)
  }
}

const orders: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
}

/** `*` stands for any text, `?` for any one character. */
function like(text: string): (value: unknown) => boolean {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const expression = new RegExp(`^${source}$`, 's')
  return (value) => expression.test(String(value))
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const text = pattern.trimEnd()
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text)
    if (!match) throw invalidPattern('it cannot be read')
    const [, symbol, quoted, selector, word] = match
    if (symbol !== undefined) tokens.push({ symbol })
    else if (quoted !== undefined) tokens.push({ text: quoted.replace(/\\(.)/g, '$1') })
    else if (selector !== undefined) tokens.push({ selector })
    else if (word !== undefined) tokens.push({ word })
  }
  return tokens
}

const pathOf = (selector: string): string[] =>
  [...selector.matchAll(/\.([\w@-]+)|\[(\d+)\]|\["([^"]+)"\]/g)].map(
    ([, name, index, key]) => name ?? index ?? key ?? '',
  )

function valueAt(line: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    line,
  )
}

function parsed(message: string): unknown {
  // Most lines of a group are not what is looked for, and parsing is what costs.
  if (!message.startsWith('{')) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
