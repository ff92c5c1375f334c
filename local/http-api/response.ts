import type { InvocationResult } from '../lambda/index.ts'
import { validateHeaderName, validateHeaderValue } from '../node-http.ts'

export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: string | Buffer
}

type HeaderValue = string | number | boolean

/**
 * Headers about one connection (RFC 9110, section 7.6.1) and about the framing of the body: the server sets them itself, and leaves out
 * those that a function returns.
 */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export function message(status: number, text: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: text }) }
}

interface StructuredResponse {
  statusCode: number
  headers?: Record<string, HeaderValue>
  cookies?: string[]
  body?: unknown
  isBase64Encoded?: boolean
}

/** The answer in place of a function's that has a status code, but cannot be sent over HTTP. */
export const noHttpAnswer = message(500, 'Internal Server Error')

/** The HTTP answer that payload format 2.0 makes of a function's answer: taken as it is, or inferred. */
export function httpAnswer(result: InvocationResult): HttpAnswer {
  if (result.error) return message(500, 'Internal Server Error')
  const value: unknown = JSON.parse(result.payload)
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof value === 'string' ? value : result.payload,
    }
  }
  if (!isStructured(value)) return noHttpAnswer
  const headers: Record<string, string | string[]> = { 'content-type': 'text/plain;charset=UTF-8' }
  for (const [name, header] of Object.entries(value.headers ?? {})) {
    if (!OF_THE_CONNECTION.has(name.toLowerCase())) headers[name.toLowerCase()] = String(header)
  }
  if (value.cookies) headers['set-cookie'] = value.cookies
  const body = value.body ?? ''
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: Number(value.statusCode), headers, body: value.isBase64Encoded ? Buffer.from(text, 'base64') : text }
}

/** Whether HTTP can carry it: a header may hold no line break, nor a character beyond Latin-1, such as that of `Łódź`. */
function isStructured(value: object): value is StructuredResponse {
  const { statusCode, headers, cookies } = value as Record<string, unknown>
  const status = Number(statusCode)
  return (
    (typeof statusCode === 'number' || typeof statusCode === 'string') &&
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    areHeaders(headers ?? {}) &&
    areCookies(cookies ?? [])
  )
}

function areHeaders(headers: unknown): boolean {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return false
  return Object.entries(headers).every(([name, value]) => isHeader(name, value))
}

const areCookies = (cookies: unknown): boolean =>
  Array.isArray(cookies) && cookies.every((cookie) => typeof cookie === 'string' && isHeader('set-cookie', cookie))

function isHeader(name: string, value: unknown): boolean {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return false
  try {
    validateHeaderName(name)
    validateHeaderValue(name, String(value))
    return true
  } catch {
    return false
  }
}
