import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type { ApiHandler } from '../http/api-handler.ts'

export interface ApiCall {
  readonly headers?: Readonly<Record<string, string>>
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly raw?: string
  readonly isBase64Encoded?: boolean
  /** User as an IAM authorizer knows it. */
  readonly userArn?: string
  /** Claims of the caller's token, as a JWT authorizer hands them on. */
  readonly claims?: Readonly<Record<string, string>>
  /** Until the function would time out. Default 10,000. */
  readonly remainingMs?: number
}

export interface ApiResult {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** Empty where there is none. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Calls an API handler as API Gateway's HTTP API does (payload format 2.0). @param routeKey e.g. `POST /orders/{order_id}/cancel` */
export async function callApi(handler: ApiHandler, routeKey: string, call: ApiCall = {}): Promise<ApiResult> {
  const body = call.json === undefined ? call.raw : JSON.stringify(call.json)
  const [method = '', template = ''] = routeKey.split(' ')
  const rawPath = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => call.path?.[name] ?? '')
  const event = {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(call.query).toString(),
    headers: { ...(call.json !== undefined && { 'content-type': 'application/json' }), ...call.headers },
    ...(call.query && { queryStringParameters: { ...call.query } }),
    ...(call.path && { pathParameters: { ...call.path } }),
    requestContext: {
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      ...(call.userArn !== undefined && { authorizer: { iam: { userArn: call.userArn } } }),
      ...(call.claims !== undefined && { authorizer: { jwt: { claims: call.claims, scopes: null } } }),
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: call.isBase64Encoded ?? false,
  } as unknown as APIGatewayProxyEventV2
  const result = await handler(event, { getRemainingTimeInMillis: () => call.remainingMs ?? 10_000 } as Context)
  const { statusCode = 0, headers = {} } = result
  return { status: statusCode, headers, body: JSON.parse(result.body || '{}') as Record<string, unknown> }
}
