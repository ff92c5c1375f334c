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
  /** Rejects with an error that says what cannot be changed. */
  update(uuid: string, changes: Record<string, unknown>): Promise<EventSourceMappingConfiguration>
}

/** ListEventSourceMappings, GetEventSourceMapping and UpdateEventSourceMapping. */
export async function eventSourceMappingsApi(
  mappings: EventSourceMappings | undefined,
  uuid: string | undefined,
  { method, query, path, body }: AwsRequest,
): Promise<AwsResponse> {
  const all = mappings?.list() ?? []
  if (!uuid && method === 'GET') {
    const functionName = query.get('FunctionName')
    const source = query.get('EventSourceArn')
    return json(200, {
      EventSourceMappings: all.filter(
        ({ FunctionArn, EventSourceArn }) =>
          (!functionName || FunctionArn === functionName || FunctionArn.endsWith(`:${functionName}`)) &&
          (!source || EventSourceArn === source),
      ),
    })
  }
  const mapping = all.find(({ UUID }) => UUID === uuid)
  if (!mapping || !mappings) {
    throw new LambdaApiError(404, 'ResourceNotFoundException', 'The resource you requested does not exist.')
  }
  if (method === 'GET') return json(200, mapping)
  if (method === 'PUT') {
    try {
      return json(202, await mappings.update(mapping.UUID, JSON.parse(body.toString() || '{}')))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new LambdaApiError(400, 'InvalidParameterValueException', reason)
    }
  }
  throw new LambdaApiError(404, 'UnknownOperationException', `Lambda: ${method} ${path} is not supported locally`)
}
