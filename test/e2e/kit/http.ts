import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { sqs } from './aws.ts'
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

/** One request to the API under test; any status is an answer. Signed when the target is a real account. */
export async function request<Body = Record<string, unknown>>(
  method: string,
  path: string,
  { json, raw, headers = {} }: RequestOptions = {},
): Promise<Answer<Body>> {
  const { apiUrl, endpointUrl } = targetFromEnvironment()
  const url = new URL(path, apiUrl)
  const payload = json === undefined ? raw : JSON.stringify(json)
  const unsigned = { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
  const sent = endpointUrl ? unsigned : await sign(method, url, unsigned, payload)
  const response = await fetch(url, { method, headers: sent, ...(payload === undefined ? {} : { body: payload }) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson && text ? JSON.parse(text) : text) as Body,
  }
}

async function sign(method: string, url: URL, headers: Record<string, string>, body: string | Uint8Array | undefined) {
  const { credentials, region } = sqs().config
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: NodeSha256 })
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  })
  return signed.headers
}

/** The hash in the shape that the signer asks for. */
class NodeSha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {
    throw new Error('A hash is used once.')
  }
}
