import type { AwsRequest, AwsResponse, ServiceHandler } from '../ports.ts'
import type { AsyncInvocations } from './async-invoke.ts'
import { configurationOf, readConfigurationChanges } from './configuration.ts'
import type { FunctionDefinition } from './definition.ts'
import { type FunctionTable, functionNameOf } from './functions.ts'
import { MOST_EVENT_BYTES, MOST_REQUEST_BYTES } from './limits.ts'
import { type EventSourceMappings, eventSourceMappingsApi } from './mappings-api.ts'
import { json, LambdaApiError } from './responses.ts'

interface Parts {
  functions: FunctionTable
  asyncInvocations: AsyncInvocations
  /** Looked up at each request, because event sources are started after the functions. */
  mappings: () => EventSourceMappings | undefined
}

/** The part of the Lambda API (REST, JSON) that tools need of a running stack. */
export function lambdaApi({ functions, asyncInvocations, mappings }: Parts): ServiceHandler {
  function find(nameOrArn: string): FunctionDefinition {
    const definition = functions.find(nameOrArn)
    if (definition) return definition
    throw new LambdaApiError(404, 'ResourceNotFoundException', `Function not found: ${nameOrArn}`)
  }

  async function invoke(name: string, { headers, body }: AwsRequest): Promise<AwsResponse> {
    find(name)
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse'
    checkSize(body, type === 'Event' ? MOST_EVENT_BYTES : MOST_REQUEST_BYTES)
    const payload = readJson(body)
    if (type === 'DryRun') return { status: 204, headers: {}, body: '' }
    if (type === 'Event') {
      asyncInvocations.invoke(name, payload)
      return { status: 202, headers: {}, body: '' }
    }
    const result = await functions.invoke(name, payload)
    const tail = headers['x-amz-log-type'] === 'Tail'
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amz-executed-version': '$LATEST',
        ...(result.error && { 'x-amz-function-error': 'Unhandled' }),
        ...(tail && { 'x-amz-log-result': Buffer.from(result.logTail).toString('base64') }),
      },
      body: result.payload,
    }
  }

  async function answer(request: AwsRequest): Promise<AwsResponse> {
    const { method } = request
    const [, version, collection, ...rest] = request.path.split('/').map(decodeURIComponent)
    if (collection === 'event-source-mappings') return eventSourceMappingsApi(mappings(), rest[0], request)
    if (collection === 'account-settings' && method === 'GET') return json(200, accountSettings(functions))
    if (collection === 'functions' && version?.startsWith('20')) {
      const [name, action] = rest
      if (!name && method === 'GET') return json(200, { Functions: functions.list().map(configurationOf) })
      if (name && action === 'invocations' && method === 'POST') return invoke(name, request)
      if (name && action === 'configuration' && method === 'GET') return json(200, configurationOf(find(name)))
      if (name && action === 'configuration' && method === 'PUT') {
        find(name)
        return json(
          200,
          configurationOf(functions.update(functionNameOf(name), readConfigurationChanges(readJson(request.body)))),
        )
      }
      if (name && !action && method === 'GET') {
        const definition = find(name)
        return json(200, {
          Configuration: configurationOf(definition),
          Code: { RepositoryType: 'local', Location: definition.codeDir },
          Concurrency: { ReservedConcurrentExecutions: functions.concurrencyOf(name) },
          Tags: {},
        })
      }
    }
    throw new LambdaApiError(
      404,
      'UnknownOperationException',
      `Lambda: ${method} ${request.path} is not supported locally`,
    )
  }

  return async (request) => {
    try {
      return await answer(request)
    } catch (error) {
      if (error instanceof LambdaApiError) return error.response()
      throw error
    }
  }
}

/** A quota that AWS gives every account to begin with, though new ones get less; nothing here enforces it. */
const CONCURRENT_EXECUTIONS = 1_000

function accountSettings(functions: FunctionTable) {
  const reserved = functions.list().reduce((sum, { concurrency = 0 }) => sum + concurrency, 0)
  return {
    AccountLimit: {
      ConcurrentExecutions: CONCURRENT_EXECUTIONS,
      UnreservedConcurrentExecutions: CONCURRENT_EXECUTIONS - reserved,
    },
    AccountUsage: { FunctionCount: functions.list().length },
  }
}

function checkSize({ length }: Buffer, most: number): void {
  if (length <= most) return
  const message = `Request must be smaller than ${most} bytes for the InvokeFunction operation`
  throw new LambdaApiError(413, 'RequestTooLargeException', message)
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LambdaApiError(400, 'InvalidRequestContentException', `Could not parse request body into json: ${reason}`)
  }
}
