import { types } from 'node:util'
import { toError } from '../to-error.ts'
import type { ApiLog } from './environment.ts'

/**
 * One JSON line per entry, written as it is: `console.log` puts time, request id and level before it on Lambda, while a line
 * with a metric "MUST be a valid JSON object with no additional data at the beginning or end". Source:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function jsonLog(service: string, write: (line: string) => void = toStandardOutput): ApiLog {
  const entry = (level: string) => (message: string, fields: Record<string, unknown>) =>
    write(lineOf({ level, message, service, ...fields }))
  return { info: entry('INFO'), error: entry('ERROR') }
}

const toStandardOutput = (line: string): void => void process.stdout.write(`${line}\n`)

/** A field that cannot be written as JSON must not fail the request that is logged. */
function lineOf(entry: { readonly level: string; readonly message: string; readonly service: string }): string {
  try {
    return JSON.stringify(entry, withErrors)
  } catch (thrown) {
    const { level, message, service } = entry
    return JSON.stringify({
      level,
      message,
      service,
      not_logged: toError(thrown).message.slice(0, MAX_TEXT_CHARACTERS),
    })
  }
}

const withErrors = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value)
  return types.isNativeError(value) ? described(value) : value
}

/** Errors may cause each other in a circle. */
const MAX_CAUSES = 5
const MAX_TEXT_CHARACTERS = 8000

function described(thrown: unknown, depth = 1): object {
  const { name, message, stack, cause } = toError(thrown)
  return {
    name,
    message: message.slice(0, MAX_TEXT_CHARACTERS),
    stack: stack?.slice(0, MAX_TEXT_CHARACTERS),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: described(cause, depth + 1) }),
  }
}
