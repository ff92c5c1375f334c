import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** A copy of the request with this body, because the stream of the original has been read already. */
export function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders, socket } = request
  const headers = { ...request.headers, 'content-length': String(body.length) }
  const parts = { method, url, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders, socket, connection: socket }
  return Object.assign(Readable.from([body], { objectMode: false }), parts, { headers }) as unknown as IncomingMessage
}
