import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

export type Option =
  | { readonly type: 'string'; readonly default?: string }
  /** Given or not: false if it is not. */
  | { readonly type: 'boolean'; readonly short?: string }

export type Values<Options extends Record<string, Option>> = {
  readonly [Name in keyof Options]: Options[Name] extends { type: 'boolean' }
    ? boolean
    : Options[Name] extends { default: string }
      ? string
      : string | undefined
}

/**
 * Reads the options of a command line, `--name value`, `--name=value` or `--name`.
 * @throws {UsageError} for one that is unknown or given twice, a value where there is none, and what is not an option.
 */
export function readOptions<const Options extends Record<string, Option>>(
  args: readonly string[],
  options: Options,
): Values<Options> {
  const { values, tokens = [] } = parsed({ args: withNegatives(args, options), options, tokens: true })
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`--${twice} is given twice.`)
  const value = (name: string, { type }: Option) => values[name] ?? (type === 'boolean' ? false : undefined)
  const entries = Object.entries(options).map(([name, option]) => [name, value(name, option)])
  return Object.fromEntries(entries) as Values<Options>
}

/** Node takes `-1` for an option. As the value of the one before it, it gets to the check that says what is allowed. */
const withNegatives = (args: readonly string[], options: Record<string, Option>): string[] =>
  args.flatMap((arg, index) => {
    const isValue = (text: string) => options[text.slice(2)]?.type === 'string' && text.startsWith('--')
    const [before = '', after = ''] = [args[index - 1], args[index + 1]]
    if (isNegative(arg) && isValue(before)) return []
    return isValue(arg) && isNegative(after) ? [`${arg}=${after}`] : [arg]
  })

const isNegative = (text: string): boolean => /^-\d/.test(text)

function parsed(config: ParseArgsConfig) {
  try {
    return parseArgs(config)
  } catch (error) {
    // Node's own words, which name the option. It adds how to write a value that begins with a hyphen, on lines of its own.
    const [text = ''] = (error as Error).message.split('\n')
    throw new UsageError(text.endsWith('.') ? text : `${text}.`, { cause: error })
  }
}

/** @param most the largest that is allowed. @throws {UsageError} for anything but digits within the bounds. */
export function wholeNumber(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  const allowed = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`
  throw new UsageError(`${option} is "${text}", allowed are whole numbers ${allowed}.`)
}

/** Reads the number of a port; 0 picks a free one. */
export const portNumber = (option: string, text: string): number => wholeNumber(option, text, 0, 65_535)

/** Two servers cannot listen on one port. @throws {UsageError} */
export function assertPortsDiffer(port: number, endpointPort: number): void {
  if (port === 0 || port !== endpointPort) return
  throw new UsageError(`--port and --endpoint-port are both ${port}, they must differ.`)
}

/** A file, a directory or a name. @returns the text, or undefined if the option is not given. @throws {UsageError} */
export function notEmpty<Text extends string | undefined>(option: string, text: Text): Text {
  if (text?.trim() === '') throw new UsageError(`${option} is empty.`)
  return text
}

/** @throws {UsageError} naming the allowed values. */
export function oneOf<const Value extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly Value[],
): Value | undefined {
  if (text === undefined) return undefined
  const known = allowed.find((one) => one === text)
  if (known === undefined) throw new UsageError(`${option} is "${text}", allowed are ${allowed.join(', ')}.`)
  return known
}

/** Runs a parser of an option's value; what it throws is the mistake. @throws {UsageError} naming the option. */
export function readWith<Value>(option: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (cause) {
    throw new UsageError(`${option}: ${(cause as Error).message}`, { cause })
  }
}
