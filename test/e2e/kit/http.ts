import { SignatureV4 } from '@smithy/signature-v4'
import { sqs } from './aws.ts'
import { NodeSha256 } from './node-sha256.ts'
import { targetFromEnvironment } from './target.ts'

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

export interface RequestOptions {
  readonly json?: unknown
  /** Sent as it is, with whatever content type the headers say. */
  readonly raw?: string | Uint8Array
  readonly headers?: Record<string, string>
}

/** One request to the API under test, signed with the credentials of the environment; any status is an answer. */
export async function request<Body = Record<string, unknown>>(
  method: string,
  path: string,
  { json, raw, headers = {} }: RequestOptions = {},
): Promise<Answer<Body>> {
  const url = new URL(path, targetFromEnvironment().apiUrl)
  const payload = json === undefined ? raw : JSON.stringify(json)
  const unsigned = { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
  const sent = await sign(method, url, unsigned, payload)
  const response = await fetch(url, { method, headers: sent, ...(payload === undefined ? {} : { body: payload }) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson && text ? JSON.parse(text) : text) as Body,
  }
}

/** `fetch` for clients that make requests themselves. */
export async function signedFetch(given: Request): Promise<Response> {
  const { method, url } = given
  const body = await given.text()
  const headers = await sign(method, new URL(url), Object.fromEntries(given.headers), body || undefined)
  return fetch(url, { method, headers, ...(body && { body }) })
}

async function sign(method: string, url: URL, headers: Record<string, string>, body: string | Uint8Array | undefined) {
  const { credentials, region } = sqs().config
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: NodeSha256 })
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries([...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name)])),
    headers: { ...headers, host: url.host },
    body,
  })
  // `fetch` sets the host itself, to the same.
  const { host: _, ...sent } = signed.headers
  return sent
}
