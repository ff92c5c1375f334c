import { jsonOf } from '../json-body.ts'
import type { AwsRequest, AwsResponse, ServiceHandler } from '../ports.ts'
import { isObject } from '../values.ts'
import { ServiceError } from './service-error.ts'

/** One operation: the parsed request body in, the answer's body out. */
export type JsonOperation = (input: never, request: AwsRequest) => unknown

/** A service of the AWS JSON protocol (1.0 or 1.1): the operation's name is in X-Amz-Target. */
export function jsonService(service: string, operations: Record<string, JsonOperation>): ServiceHandler {
  return async (request) => {
    const contentType = request.headers['content-type'] ?? 'application/x-amz-json-1.1'
    try {
      const name = operationName(request)
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
      if (!operation) throw unknownOperation(service, name, Object.keys(operations))
      const output = await operation(parseJson(request.body) as never, request)
      return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(output ?? {}) }
    } catch (error) {
      return jsonError(error, contentType)
    }
  }
}

export function operationName(request: AwsRequest): string {
  return (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? ''
}

export function jsonError(error: unknown, contentType = 'application/json'): AwsResponse {
  if (!(error instanceof ServiceError)) throw error
  return {
    status: error.status,
    headers: { 'content-type': contentType, 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message, Message: error.message }),
  }
}

/** The members of a request; none at all without a body. */
export function parseJson(body: Buffer): object {
  if (body.length === 0) return {}
  let input: unknown
  try {
    input = jsonOf(body)
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON')
  }
  if (isObject(input)) return input
  throw new ServiceError('SerializationException', 'The request body is not a JSON object')
}

export function unknownOperation(service: string, name: string, known: string[]): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    `${service} ${name || '(no operation)'} is not supported by the local runtime; it knows ${known.sort().join(', ')}`,
  )
}
