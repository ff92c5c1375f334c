// `node:http` as functions in a shared thread get it: requests to the endpoint of this process are handed to it as messages.
// They have the head and body that they would have over TCP, without the cost of writing and parsing them twice.
// Plain JavaScript: see thread.mjs.
import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'

// An import would read all that this module exports: see LOADS_CLIENT in modules.mjs.
const http = process.getBuiltinModule('node:http')
const { IncomingMessage, STATUS_CODES } = http

const SERVICE = /^AWS4-HMAC-SHA256 Credential=[^/\s]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/

/**
 * @param endpoint its address, and the services that take such requests (SigV4 names).
 * @param send hands the request with this number to the endpoint.
 * @returns the module, how it learns of answers and of their loss, and whether it takes a request for a service.
 */
export function endpointHttp({ address, services }, send) {
  const { hostname, port } = new URL(address)
  const served = new Set(services)
  const waiting = new Map()
  let count = 0

  /** Whether a request goes to such a service of this endpoint, and needs nothing that only a connection has. */
  const takes = ({ host, hostname: name = host, port: ofRequest, headers } = {}, service) =>
    name === hostname &&
    String(ofRequest) === port &&
    headers?.expect === undefined &&
    headers?.Expect === undefined &&
    served.has(service)

  const exchange = {
    begin(request, message) {
      const number = ++count
      waiting.set(number, { request, run: AsyncLocalStorage.snapshot() })
      send({ ...message, number })
      return number
    },
    forget: (number) => waiting.delete(number),
  }
  const request = (...args) =>
    takes(args[0], SERVICE.exec(args[0]?.headers?.authorization)?.[1])
      ? new EndpointRequest(args[0], args[1], exchange)
      : http.request(...args)

  return {
    module: Object.defineProperties(
      { request },
      {
        ...Object.getOwnPropertyDescriptors(http),
        request: { value: request },
        // Not Node's own property, which sets the agent of all functions of the thread.
        globalAgent: { value: http.globalAgent, writable: true, enumerable: true },
      },
    ),
    takes,
    answer({ number, ...answer }) {
      const asked = waiting.get(number)
      waiting.delete(number)
      asked?.run(() => asked.request.answer(answer))
    },
    /** As a connection that breaks before the answer. */
    cut({ number }) {
      const asked = waiting.get(number)
      waiting.delete(number)
      asked?.run(() => asked.request.destroy())
    },
  }
}

/** Stands for the connection of one request: it is there from the start, and may be told to time out. */
class Connection extends EventEmitter {
  connecting = false
  destroyed = false
  readable = false
  readableHighWaterMark = 64 * 1024
  #timer

  setTimeout(milliseconds, listener) {
    clearTimeout(this.#timer)
    if (listener) this.once('timeout', listener)
    if (milliseconds > 0) this.#timer = setTimeout(() => this.emit('timeout'), milliseconds).unref()
    return this
  }

  setKeepAlive() {
    return this
  }

  setNoDelay() {
    return this
  }

  destroy() {
    this.destroyed = true
    clearTimeout(this.#timer)
    return this
  }
}

/** As much of `http.ClientRequest` as the SDK's HTTP handler uses. */
class EndpointRequest extends Writable {
  socket = new Connection()
  #head
  #chunks = []
  #exchange
  #number
  #isAnswered = false

  constructor({ method = 'GET', path = '/', headers }, onResponse, exchange) {
    // Its end is that of the response, not of its body.
    super({ autoDestroy: false, decodeStrings: false })
    this.#head = { method, path, headers: { ...headers } }
    this.#exchange = exchange
    if (onResponse) this.once('response', onResponse)
  }

  setTimeout(milliseconds, listener) {
    this.socket.setTimeout(milliseconds, () => this.emit('timeout'))
    if (listener) this.once('timeout', listener)
    return this
  }

  _write(chunk, encoding, done) {
    this.#chunks.push(typeof chunk === 'string' && encoding !== 'utf8' ? Buffer.from(chunk, encoding) : chunk)
    done()
  }

  _final(done) {
    this.#number = this.#exchange.begin(this, { ...this.#head, body: joined(this.#chunks) })
    done()
  }

  answer({ status, headers, body }) {
    this.#isAnswered = true
    this.socket.setTimeout(0)
    const response = new IncomingMessage(this.socket)
    Object.assign(response, {
      httpVersionMajor: 1,
      httpVersionMinor: 1,
      httpVersion: '1.1',
      statusCode: status,
      statusMessage: STATUS_CODES[status] ?? '',
      headers,
      rawHeaders: Object.entries(headers).flat(),
      complete: true,
      req: this,
    })
    this.res = response
    if (body.length > 0) response.push(Buffer.from(body))
    response.push(null)
    response.once('close', () => this.destroy())
    if (!this.emit('response', response)) response.resume()
  }

  /** Before there is an answer, this is a connection that was cut. */
  _destroy(error, done) {
    this.#exchange.forget(this.#number)
    this.socket.destroy()
    const hangUp = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    done(error ?? (this.#isAnswered ? null : hangUp()))
  }
}

/** Text, or bytes of their own: what is sent to another thread takes the whole memory along that it is a part of. */
function joined(chunks) {
  if (chunks.length === 0) return ''
  if (chunks.every((chunk) => typeof chunk === 'string')) return chunks.join('')
  return new Uint8Array(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))))
}
