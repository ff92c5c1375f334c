import type { AwsRequest, AwsResponse } from '../ports.ts'
import { json, LambdaApiError } from './responses.ts'

/** An event source mapping in the Lambda API's own shape. */
export type EventSourceMappingConfiguration = { UUID: string; FunctionArn: string; EventSourceArn: string } & Record<
  string,
  unknown
>

/** The event source mappings that the Lambda API shows and changes. */
export interface EventSourceMappings {
  list(): EventSourceMappingConfiguration[]
  /**
   * Answers with the state that begins now; the new one is reached later. Throws an error that says what cannot be changed,
   * or one of the name `MappingInUseError` while an earlier change is still being made.
   */
  update(uuid: string, changes: Record<string, unknown>): EventSourceMappingConfiguration
}

/** Most mappings in one answer, whatever `MaxItems` asks for. */
const pageSize = 100

/** ListEventSourceMappings, GetEventSourceMapping and UpdateEventSourceMapping. */
export async function eventSourceMappingsApi(
  mappings: EventSourceMappings | undefined,
  uuid: string | undefined,
  { method, query, path, body }: AwsRequest,
): Promise<AwsResponse> {
  const all = mappings?.list() ?? []
  if (!uuid && method === 'GET') return json(200, page(all, query))
  const mapping = all.find(({ UUID }) => UUID === uuid)
  if (!mapping || !mappings) {
    throw new LambdaApiError(404, 'ResourceNotFoundException', 'The resource you requested does not exist.')
  }
  if (method === 'GET') return json(200, mapping)
  if (method === 'PUT') return json(202, update(mappings, mapping.UUID, body))
  throw new LambdaApiError(404, 'UnknownOperationException', `Lambda: ${method} ${path} is not supported locally`)
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html: "Valid Range: Minimum value of 1. Maximum value of 10000." */
function maxItemsOf(query: URLSearchParams): number {
  const value = query.get('MaxItems') ?? String(pageSize)
  const count = Number(value)
  if (/^-?\d+$/.test(value) && count >= 1 && count <= 10_000) return count
  const bound = count > 10_000 ? 'less than or equal to 10000' : 'greater than or equal to 1'
  throw new LambdaApiError(
    400,
    'ValidationException',
    `1 validation error detected: Value '${value}' at 'maxItems' failed to satisfy constraint: Member must have value ${bound}`,
  )
}

function page(all: readonly EventSourceMappingConfiguration[], query: URLSearchParams) {
  const functionName = query.get('FunctionName')
  const source = query.get('EventSourceArn')
  const wanted = all.filter(
    ({ FunctionArn, EventSourceArn }) =>
      (!functionName || FunctionArn === functionName || FunctionArn.endsWith(`:${functionName}`)) &&
      (!source || EventSourceArn === source),
  )
  const from = Number(query.get('Marker') ?? 0)
  const to = from + Math.min(pageSize, maxItemsOf(query))
  return { EventSourceMappings: wanted.slice(from, to), ...(to < wanted.length && { NextMarker: String(to) }) }
}

function update(mappings: EventSourceMappings, uuid: string, body: Buffer): EventSourceMappingConfiguration {
  const changes = readChanges(body)
  try {
    return mappings.update(uuid, changes)
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    if (name === 'MappingInUseError') throw new LambdaApiError(400, 'ResourceInUseException', message)
    throw new LambdaApiError(400, 'InvalidParameterValueException', message)
  }
}

function readChanges(body: Buffer): Record<string, unknown> {
  try {
    const changes = JSON.parse(body.toString() || '{}')
    const { Enabled } = Object(changes)
    if (Enabled === undefined || Enabled === null || typeof Enabled === 'boolean') {
      // AWS takes null for "left out".
      return Object.fromEntries(Object.entries(Object(changes)).filter(([, value]) => value !== null))
    }
  } catch {
    // Told below.
  }
  throw new LambdaApiError(400, 'SerializationException', 'The request body is no UpdateEventSourceMapping.')
}
