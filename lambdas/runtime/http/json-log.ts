import type { ApiLog } from './environment.ts'

/** One JSON line per entry, as CloudWatch Logs Insights reads it. Lambda adds the time and the request id. */
export function jsonLog(service: string, write: (line: string) => void = console.log): ApiLog {
  const entry = (level: string) => (message: string, fields: Record<string, unknown>) =>
    write(JSON.stringify({ level, message, service, ...fields }, withErrors))
  return { info: entry('INFO'), error: entry('ERROR') }
}

const withErrors = (_key: string, value: unknown): unknown =>
  value instanceof Error
    ? {
        name: value.name,
        message: value.message,
        stack: value.stack,
        ...(value.cause !== undefined && { cause: value.cause }),
      }
    : value
