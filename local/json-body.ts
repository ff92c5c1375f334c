const read = new WeakMap<Buffer, unknown>()

/**
 * A request's body as JSON, read once for all who look at it: whoever judges the request, and the service that answers it, which
 * alone may change what it gets.
 * @throws {SyntaxError}
 */
export function jsonOf(body: Buffer): unknown {
  if (!read.has(body)) read.set(body, JSON.parse(body.toString()))
  return read.get(body)
}
