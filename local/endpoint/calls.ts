import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { AwsRequest, AwsResponse, ServiceHandler } from '../ports.ts'
import { ServiceError } from './service-error.ts'
import type { SignatureScope } from './signature-scope.ts'

/** One AWS call, as the endpoint sees it before the service does. */
export interface Call {
  service: string
  /** Operation that X-Amz-Target names; the HTTP method for the protocols that name the operation elsewhere. */
  operation: string
  accessKey: string | undefined
  /** All attempts that an SDK makes of one call have this in common; undefined if no SDK makes it. */
  sdkCallId?: string | undefined
}

/** Judges the calls of callers that have a role. */
export interface CallGuard {
  binds(accessKey: string): boolean
  /** Whether requests of this service are judged without their bodies, which may be large. */
  judgesByHead(service: string): boolean
  /** The answer to a request that its caller may not make. */
  refuse(accessKey: string, request: AwsRequest): AwsResponse | undefined
}

/** Watches the calls from outside the services, so that a fault plan can strike between a call and its answer. */
export interface CallHooks {
  /** May answer in the service's stead. */
  before?(call: Call): AwsResponse | undefined | Promise<AwsResponse | undefined>
  /**
   * The call has taken effect and was not answered yet. True: the caller is gone, nobody is answered.
   * @param closed resolves once the caller has closed its connection; never where there is none.
   */
  after?(call: Call, closed: () => Promise<void>): Promise<boolean>
}

/** What calls of AWS need, however they come. */
export interface ServedCalls {
  region: string
  /** By SigV4 service name. */
  services: Record<string, ServiceHandler>
  /** Default: every call is allowed. */
  guard?: CallGuard
  /** Called with each AWS call, before anything else happens. */
  onCall?(call: Call): void
  /** Default: nothing strikes. */
  hooks?: CallHooks
}

/** The head of a request. */
export type Head = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

export const callOf = (request: Head, { service, accessKey }: SignatureScope): Call => ({
  service,
  operation: operationOf(request),
  accessKey,
  sdkCallId: request.headers['amz-sdk-invocation-id']?.toString(),
})

/** The guard, if it judges this caller; undefined: the caller may do everything. */
export const guardOf = ({ guard }: ServedCalls, { accessKey }: SignatureScope): CallGuard | undefined =>
  accessKey !== undefined && guard?.binds(accessKey) ? guard : undefined

export function asRead(request: Head, { service, region, accessKey }: SignatureScope, body: Buffer): AwsRequest {
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value)
  return {
    service,
    region,
    accessKey,
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    body: headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
  }
}

const operationOf = (request: Head) =>
  String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? request.method ?? ''

export function unknownService(scope: SignatureScope | undefined, services: readonly string[]): AwsResponse {
  const known = [...new Set(services)].sort().join(', ')
  const message = scope
    ? `The local runtime has no service "${scope.service}"; it has ${known}.`
    : 'The request is not signed, so the service that it is for is not known.'
  const error = new ServiceError('UnknownServiceException', message)
  return {
    status: 400,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message }),
  }
}

export function internalFailure(error: unknown): AwsResponse {
  const message = error instanceof Error ? error.message : String(error)
  return {
    status: 500,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InternalFailure' },
    body: JSON.stringify({ __type: 'InternalFailure', message: `The local runtime failed: ${message}` }),
  }
}
