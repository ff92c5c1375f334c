import type { IncomingMessage } from 'node:http'

/** What API Gateway accepts. */
const largestBody = 10 * 1024 * 1024

/** The whole body; undefined, without reading on, when it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: "Total combined size of request line and header values". */
export const MOST_HEAD_BYTES = 10_240

export function headBytes({ method, url, httpVersion, rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} HTTP/${httpVersion}`
  // Names and values take turns.
  return rawHeaders.reduce(
    (sum, text, index) => sum + (index % 2 === 1 ? Buffer.byteLength(text, 'latin1') : 0),
    line.length,
  )
}
