import type { TimeSeries } from './metric-store.ts'

/** A metric math expression's value: a number, one time series or several. */
type Value = number | TimeSeries | TimeSeries[]

export class MetricMathError extends Error {
  override name = 'MetricMathError'
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(>=|<=|==|!=|&&|\|\||[-+*/^()[\],<>]))/y

const operators: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '>': (left, right) => Number(left > right),
  '<': (left, right) => Number(left < right),
  '>=': (left, right) => Number(left >= right),
  '<=': (left, right) => Number(left <= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '&&': (left, right) => Number(left !== 0 && right !== 0),
  '||': (left, right) => Number(left !== 0 || right !== 0),
}

/** From the loosest to the tightest. */
const LEVELS = [['&&', '||'], ['>', '<', '>=', '<=', '==', '!='], ['+', '-'], ['*', '/'], ['^']]

const reductions: Record<string, (values: number[]) => number> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
}

/**
 * Evaluates a metric math expression: arithmetic, comparisons, FILL, DIFF, IF, SUM, AVG, MIN, MAX, ABS, CEIL, FLOOR and
 * METRICS. `periods` are the times at which a filled series has a value.
 */
export function evaluate(
  expression: string,
  known: { metrics: readonly TimeSeries[]; byId: ReadonlyMap<string, TimeSeries> },
  periods: number[],
): TimeSeries {
  const tokens = tokenize(expression)
  let position = 0
  const fail = (): never => {
    throw new MetricMathError(`The expression "${expression}" is not supported by the local runtime`)
  }
  const take = (token: string): boolean => {
    if (tokens[position] !== token) return false
    position += 1
    return true
  }

  function binary(level: number): Value {
    const symbols = LEVELS[level]
    if (!symbols) return unary()
    let left = binary(level + 1)
    for (let symbol = tokens[position]; symbol && symbols.includes(symbol); symbol = tokens[position]) {
      position += 1
      left = combine(left, binary(level + 1), operators[symbol] ?? fail)
    }
    return left
  }

  function unary(): Value {
    return take('-') ? combine(0, unary(), (zero, value) => zero - value) : primary()
  }

  function primary(): Value {
    if (take('(')) return closed(binary(0), ')')
    if (take('[')) return closed(items(']').flatMap(seriesOf), undefined)
    const token = tokens[position++] ?? fail()
    if (/^\d/.test(token)) return Number(token)
    if (take('(')) return call(token.toUpperCase(), items(')'))
    return known.byId.get(token) ?? (/^[A-Za-z_]/.test(token) ? new Map() : fail())
  }

  function closed<Result>(value: Result, bracket: string | undefined): Result {
    return bracket === undefined || take(bracket) ? value : fail()
  }

  function items(end: string): Value[] {
    const values: Value[] = []
    while (!take(end)) {
      values.push(binary(0))
      if (!take(',') && tokens[position] !== end) fail()
    }
    return values
  }

  function call(name: string, [first = [], second = 0, third = 0]: Value[]): Value {
    if (name === 'METRICS') return [...known.metrics]
    if (name === 'FILL') return fill(seriesOf(first)[0] ?? new Map(), Number(second), periods)
    if (name === 'DIFF') return differences(seriesOf(first)[0] ?? new Map())
    if (name === 'IF') return choose(first, second, third)
    if (name === 'ABS' || name === 'CEIL' || name === 'FLOOR') {
      const round = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor }[name]
      return combine(first, 0, (value) => round(value))
    }
    const reduce = reductions[name] ?? fail()
    if (first instanceof Map) return reduce([...first.values()])
    return acrossSeries(seriesOf(first), reduce)
  }

  const value = binary(0)
  if (position < tokens.length) fail()
  if (typeof value === 'number') return new Map(periods.map((time) => [time, value]))
  return finite(seriesOf(value)[0] ?? new Map())
}

function tokenize(expression: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const [, number, name, symbol] = TOKEN.exec(expression) ?? []
    const token = number ?? name ?? symbol
    if (token === undefined)
      throw new MetricMathError(`The expression "${expression}" is not supported by the local runtime`)
    tokens.push({ AND: '&&', OR: '||' }[token] ?? token)
  }
  return tokens
}

function seriesOf(value: Value): TimeSeries[] {
  if (Array.isArray(value)) return value
  return value instanceof Map ? [value] : []
}

/** Two series meet at the times that both have. */
function combine(left: Value, right: Value, operate: (left: number, right: number) => number): Value {
  if (typeof left === 'number' && typeof right === 'number') return operate(left, right)
  if (Array.isArray(left)) return left.map((one) => combine(one, right, operate) as TimeSeries)
  if (Array.isArray(right)) return right.map((one) => combine(left, one, operate) as TimeSeries)
  if (typeof left === 'number') return mapSeries(right as TimeSeries, (value) => operate(left, value))
  if (typeof right === 'number') return mapSeries(left, (value) => operate(value, right))
  return new Map(
    [...left].flatMap(([time, value]) => {
      const other = right.get(time)
      return other === undefined ? [] : [[time, operate(value, other)] as const]
    }),
  )
}

function choose(condition: Value, whenTrue: Value, whenFalse: Value): Value {
  if (typeof condition === 'number') return condition === 0 ? whenFalse : whenTrue
  const at = (value: Value, time: number) => (typeof value === 'number' ? value : seriesOf(value)[0]?.get(time))
  return new Map(
    [...(seriesOf(condition)[0] ?? [])].flatMap(([time, holds]) => {
      const value = at(holds === 0 ? whenFalse : whenTrue, time)
      return value === undefined ? [] : [[time, value] as const]
    }),
  )
}

const mapSeries = (series: TimeSeries, change: (value: number) => number): TimeSeries =>
  new Map([...series].map(([time, value]) => [time, change(value)]))

const fill = (series: TimeSeries, value: number, periods: number[]): TimeSeries =>
  new Map(periods.map((time) => [time, series.get(time) ?? value]))

/** From each value to the one before it in the series; the first has none. */
function differences(series: TimeSeries): TimeSeries {
  const points = [...series].sort(([one], [other]) => one - other)
  return new Map(points.slice(1).map(([time, value], index) => [time, value - (points[index]?.[1] ?? value)]))
}

function acrossSeries(all: TimeSeries[], reduce: (values: number[]) => number): TimeSeries {
  const times = [...new Set(all.flatMap((series) => [...series.keys()]))].sort((a, b) => a - b)
  return new Map(
    times.map((time) => [time, reduce(all.flatMap((series) => (series.has(time) ? [series.get(time) ?? 0] : [])))]),
  )
}

/** A division by zero is a missing datapoint. */
const finite = (series: TimeSeries): TimeSeries => new Map([...series].filter(([, value]) => Number.isFinite(value)))
