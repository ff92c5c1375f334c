import { BlockList, isIP } from 'node:net'

export type Scalar = string | number | boolean | null

/** Decides on one value of the event. */
export type ValueMatcher = (value: Scalar) => boolean

export class PatternError extends Error {
  override name = 'PatternError'
}

/** Matchers written as `{ "<name>": <argument> }`, except `exists`, which looks at no value. */
const factories: Record<string, (argument: unknown, where: string) => ValueMatcher> = {
  prefix: (argument, where) => affixMatcher(argument, where, (value, prefix) => value.startsWith(prefix)),
  suffix: (argument, where) => affixMatcher(argument, where, (value, suffix) => value.endsWith(suffix)),
  'equals-ignore-case': (argument, where) => {
    const expected = text(argument, where).toLowerCase()
    return (value) => typeof value === 'string' && value.toLowerCase() === expected
  },
  wildcard: (argument, where) => {
    const pattern = wildcardPattern(text(argument, where), where)
    return (value) => typeof value === 'string' && pattern.test(value)
  },
  numeric: (argument, where) => numericMatcher(argument, where),
  cidr: (argument, where) => cidrMatcher(text(argument, where), where),
  'anything-but': (argument, where) => anythingBut(argument, where),
}

/** Matchers that may stand within `anything-but`, with one string or a list of them. */
const NEGATABLE = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard']

/** Compiles one element of a pattern's list. */
export function valueMatcher(matcher: unknown, where: string): ValueMatcher {
  if (isScalar(matcher)) return (value) => value === matcher
  const [name, argument] = single(matcher, where)
  const factory = Object.hasOwn(factories, name) ? factories[name] : undefined
  if (!factory) throw new PatternError(`Unrecognized match type ${name} at ${where}`)
  return factory(argument, `${where}.${name}`)
}

function anythingBut(argument: unknown, where: string): ValueMatcher {
  const unwanted =
    isScalar(argument) || Array.isArray(argument) ? unwantedValues(argument, where) : negated(argument, where)
  return (value) => !unwanted.some((matches) => matches(value))
}

function unwantedValues(argument: unknown, where: string): ValueMatcher[] {
  const values = Array.isArray(argument) ? argument : [argument]
  if (values.length === 0 || !values.every((value) => typeof value === 'string' || typeof value === 'number')) {
    throw new PatternError(`anything-but needs a string, a number or a list of them at ${where}`)
  }
  return values.map((value) => valueMatcher(value, where))
}

function negated(argument: unknown, where: string): ValueMatcher[] {
  const [name, inner] = single(argument, where)
  if (!NEGATABLE.includes(name)) throw new PatternError(`anything-but does not take ${name} at ${where}`)
  return (Array.isArray(inner) ? inner : [inner]).map((one) => valueMatcher({ [name]: one }, where))
}

/** The argument is a string, or `{ "equals-ignore-case": string }`. */
function affixMatcher(
  argument: unknown,
  where: string,
  compare: (value: string, affix: string) => boolean,
): ValueMatcher {
  if (typeof argument === 'object' && argument !== null) {
    const [name, inner] = single(argument, where)
    if (name !== 'equals-ignore-case') throw new PatternError(`Unrecognized match type ${name} at ${where}`)
    const affix = text(inner, where).toLowerCase()
    return (value) => typeof value === 'string' && compare(value.toLowerCase(), affix)
  }
  const affix = text(argument, where)
  return (value) => typeof value === 'string' && compare(value, affix)
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
function wildcardPattern(wildcard: string, where: string): RegExp {
  if (/(?<!\\)\*\*/.test(wildcard)) throw new PatternError(`Consecutive wildcard characters at ${where}`)
  const source = wildcard.replaceAll(/\\([*\\])|\*|[.+?^${}()|[\]\\/-]/g, (found, escaped?: string) => {
    if (escaped) return `\\${escaped}`
    return found === '*' ? '.*' : `\\${found}`
  })
  return new RegExp(`^${source}$`, 's')
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

function numericMatcher(argument: unknown, where: string): ValueMatcher {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 !== 0) {
    throw new PatternError(`numeric needs pairs of an operator and a number at ${where}`)
  }
  const tests: ((value: number) => boolean)[] = []
  for (let index = 0; index < argument.length; index += 2) {
    const compare = comparisons[String(argument[index])]
    const bound: unknown = argument[index + 1]
    if (!compare || typeof bound !== 'number') {
      throw new PatternError(`Unrecognized numeric comparison ${JSON.stringify(argument)} at ${where}`)
    }
    tests.push((value) => compare(value, bound))
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}

function cidrMatcher(range: string, where: string): ValueMatcher {
  const [network = '', bits] = range.split('/')
  const version = isIP(network)
  if (version === 0) throw new PatternError(`Malformed CIDR ${range} at ${where}`)
  const subnet = new BlockList()
  const family = version === 4 ? 'ipv4' : 'ipv6'
  try {
    subnet.addSubnet(network, Number(bits ?? (version === 4 ? 32 : 128)), family)
  } catch {
    throw new PatternError(`Malformed CIDR ${range} at ${where}`)
  }
  return (value) => typeof value === 'string' && isIP(value) === version && subnet.check(value, family)
}

function single(matcher: unknown, where: string): [string, unknown] {
  const entries = typeof matcher === 'object' && matcher !== null ? Object.entries(matcher) : []
  const [entry] = entries
  if (!entry || entries.length > 1) throw new PatternError(`A match expression has exactly one key at ${where}`)
  return entry
}

function text(argument: unknown, where: string): string {
  if (typeof argument !== 'string') throw new PatternError(`A string is needed at ${where}`)
  return argument
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value !== 'object'
}
