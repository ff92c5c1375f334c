import type { ServerResponse } from 'node:http'

/** Allows only our own scripts, nothing from elsewhere and no frame around the page, so that what an event holds is shown as text and never run. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

export interface Answer {
  readonly status: number
  readonly type: 'text/html' | 'text/css' | 'text/javascript' | 'application/json' | 'text/plain' | 'image/svg+xml'
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
})

/** Describes an error in one line. */
export const problem = (status: number, error: string): Answer => json(status, { error })

export function send(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  if (response.destroyed) return
  const bytes = Buffer.from(body)
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    'content-type': `${type}; charset=utf-8`,
    'content-length': bytes.length,
  })
  response.end(bytes)
}
