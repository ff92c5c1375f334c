/** A parsed line, whether it is one of our structured lines, plain console output, or a line of Lambda itself. */
export interface ParsedLine {
  readonly level: string
  readonly message: string
  /** Fields of a structured line. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly error: LoggedError | undefined
  /** True for metrics and for lines of Lambda about invocations, which are not what the function itself logs. */
  readonly isHousekeeping: boolean
}

export interface LoggedError {
  readonly name: string
  readonly code: string | undefined
  readonly message: string
  /** The stack as it was logged: its frames are places in the bundle. */
  readonly stack: string | undefined
}

const CONSOLE = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t(?:[\w-]{36}|undefined)\t([A-Z]+)\t([\s\S]*)$/
const OF_LAMBDA = /^(START|END|REPORT|INIT_START|EXTENSION|XRAY) /

export function parseLine(text: string): ParsedLine {
  const fields = parseObject(text)
  if (fields) return structured(fields)
  const [, level, message = ''] = CONSOLE.exec(text) ?? []
  if (level) return ofConsole(level, message.replaceAll('\r', '\n'))
  const isBad = /Task timed out|Runtime exited|Runtime\.\w+Error/.test(text)
  return plain(isBad ? 'ERROR' : 'INFO', text, OF_LAMBDA.test(text))
}

const plain = (level: string, message: string, isHousekeeping = false): ParsedLine => ({
  level,
  message,
  fields: {},
  error: undefined,
  isHousekeeping,
})

function structured(fields: Record<string, unknown>): ParsedLine {
  const { level, message, error, ...rest } = fields
  const isMetric = '_aws' in fields && message === undefined
  return {
    level: typeof level === 'string' ? level : 'INFO',
    message: typeof message === 'string' ? message : isMetric ? 'metric' : '',
    fields: rest,
    error: toError(error),
    isHousekeeping: isMetric,
  }
}

/** `Invoke Error` and `Uncaught Exception` of the Node.js runtime carry what was thrown as JSON. */
function ofConsole(level: string, message: string): ParsedLine {
  const [, what, json] = /^([\w ]+?) ?\t(\{[\s\S]*\})$/.exec(message) ?? []
  const thrown = json === undefined ? undefined : parseObject(json)
  const ofLogger = parseObject(message)
  if (ofLogger) return structured(ofLogger)
  if (!thrown) return plain(level, message)
  return { ...plain(level, what ?? ''), error: toError(thrown) }
}

function toError(value: unknown): LoggedError | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') return { name: 'Error', code: undefined, message: String(value), stack: undefined }
  const { name, errorType, code, message, errorMessage, stack } = value as Record<string, unknown>
  const text = (one: unknown) => (one === undefined ? undefined : String(one))
  return {
    name: text(name ?? errorType) ?? 'Error',
    code: text(code),
    message: text(message ?? errorMessage) ?? '',
    stack: Array.isArray(stack) ? stack.join('\n') : text(stack),
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** `TransientError BANK_AWAY: The bank does not answer.` */
export const titleOf = ({ name, code, message }: LoggedError): string =>
  `${[name, code].filter(Boolean).join(' ')}: ${message}`
