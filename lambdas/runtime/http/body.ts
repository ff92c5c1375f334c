import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { HttpError } from './http-error.ts'

/** Decoded; more is answered with 413. */
const MAX_BODY_BYTES = 256 * 1024

/**
 * The JSON body of a request; `undefined` if it is empty.
 * @throws {HttpError} 400 malformed, 413 too large, 415 not JSON in UTF-8.
 */
export function readJsonBody(event: APIGatewayProxyEventV2): unknown {
  const { body = '', isBase64Encoded, headers } = event
  if (body === '') return undefined
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > MAX_BODY_BYTES) {
    throw new HttpError(413, 'body_too_large', `The body has ${bytes.length} bytes; allowed are ${MAX_BODY_BYTES}.`)
  }
  assertJson(headers['content-type'], headers['content-encoding'])
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch (cause) {
    throw new HttpError(400, 'malformed_json', 'The body is not well-formed JSON in UTF-8.', { cause })
  }
}

const jsonType = /^application\/(?:[a-z0-9!#$&^_.-]+\+)?json$/

function assertJson(contentType = '', contentEncoding = 'identity'): void {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length)
  const isUtf8 = charset === undefined || ['utf-8', 'utf8', 'us-ascii'].includes(charset.replaceAll('"', ''))
  if (jsonType.test(type) && isUtf8 && contentEncoding.toLowerCase() === 'identity') return
  const detail = `Send the body as application/json in UTF-8, not encoded; got ${contentType || 'no Content-Type'}.`
  throw new HttpError(415, 'unsupported_media_type', detail, { headers: { accept: 'application/json' } })
}
