import type { InvocationResult } from '../lambda/index.ts'

export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: string | Buffer
}

export function message(status: number, text: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: text }) }
}

interface StructuredResponse {
  statusCode: number
  headers?: Record<string, unknown>
  cookies?: string[]
  body?: unknown
  isBase64Encoded?: boolean
}

/** Of a function whose answer has a status code, and is no answer of HTTP all the same. */
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
  for (const [name, header] of Object.entries(value.headers ?? {})) headers[name.toLowerCase()] = String(header)
  if (value.cookies) headers['set-cookie'] = value.cookies
  const body = value.body ?? ''
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: Number(value.statusCode), headers, body: value.isBase64Encoded ? Buffer.from(text, 'base64') : text }
}

function isStructured(value: object): value is StructuredResponse {
  const { statusCode, headers, cookies } = value as Partial<StructuredResponse>
  const status = Number(statusCode)
  return (
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    (headers === undefined || headers === null || typeof headers === 'object') &&
    (cookies === undefined || cookies === null || Array.isArray(cookies))
  )
}
