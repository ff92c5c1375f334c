import { randomUUID } from 'node:crypto'
import { jsonOf } from '../json-body.ts'
import type { AwsRequest, AwsResponse } from '../ports.ts'
import type { Engine } from './engine.ts'
import { LocalAwsError } from './errors.ts'
import { tableNamesOf } from './faults.ts'
import { operations } from './operations.ts'
import { asCancellation } from './transactions/cancellation.ts'

const MAX_BODY_BYTES = 16 * 1024 * 1024
const CONTENT_TYPE = 'application/x-amz-json-1.0'

/** Answers one request of the DynamoDB or the DynamoDB Streams API in AWS JSON 1.0. */
export async function answer(engine: Engine, request: AwsRequest): Promise<AwsResponse> {
  if (request.method === 'GET') return { status: 200, headers: {}, body: `healthy: dynamodb.${engine.region}.local` }
  try {
    const [api = '', operation = ''] = (request.headers['x-amz-target'] ?? '').split('.')
    const result = await run(engine, api, operation, request.body)
    return response(200, typeof result === 'string' ? result : JSON.stringify(result))
  } catch (error) {
    const known = error instanceof LocalAwsError ? error : internal(error)
    return response(known.status, JSON.stringify(known.toBody()))
  }
}

/** Runs one operation, with the faults that are planned for it. */
export async function run(engine: Engine, api: string, operation: string, body: Buffer): Promise<object | string> {
  const implementation = operations[api]?.get(operation)
  if (!implementation) {
    throw new LocalAwsError('UnknownOperationException', `Operation ${api}.${operation} is not emulated locally`)
  }
  const input = parse(body)
  if (engine.faults.before) {
    try {
      await engine.faults.before(operation, tableNamesOf(input))
    } catch (error) {
      const items = input.TransactItems
      throw operation.startsWith('Transact') && Array.isArray(items) ? asCancellation(error, items.length) : error
    }
  }
  return implementation(engine, input, body)
}

function parse(body: Buffer): Record<string, unknown> {
  if (body.length > MAX_BODY_BYTES) throw new LocalAwsError('ValidationException', 'Request body is larger than 16 MB')
  let input: unknown
  try {
    input = jsonOf(body)
  } catch {
    input = undefined
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new LocalAwsError('SerializationException', 'The request body is not a JSON object')
  }
  return input as Record<string, unknown>
}

function internal(cause: unknown): LocalAwsError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new LocalAwsError('InternalServerError', `The local DynamoDB failed: ${message}`, { status: 500 })
}

function response(status: number, body: string): AwsResponse {
  return { status, headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() }, body }
}
