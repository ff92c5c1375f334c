import type { IncomingHttpHeaders } from 'node:http'

/** The service and region that a request is for, and the access key that signed it. */
export interface SignatureScope {
  /** SigV4 service name: `sqs`, `dynamodb`, `events`, `monitoring`, ... */
  service: string
  region: string
  /** Undefined when the request is not signed. */
  accessKey: string | undefined
}

/** Targets of the JSON protocols, for requests that are not signed. */
const TARGET_SERVICES: Record<string, string> = {
  AmazonSQS: 'sqs',
  AWSEvents: 'events',
  DynamoDB_20120810: 'dynamodb',
  DynamoDBStreams_20120810: 'dynamodb',
  GraniteServiceVersion20100801: 'monitoring',
  AmazonSSM: 'ssm',
  secretsmanager: 'secretsmanager',
}

const SCOPE = /Credential=([^/\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/

/**
 * Reads the scope from the Authorization header or, in a presigned URL, from the query. Signatures are not checked.
 * Unsigned requests are told apart by X-Amz-Target, then by the first label of the host (`sqs.us-east-1...`).
 */
export function signatureScope(
  headers: IncomingHttpHeaders,
  url: string,
  defaultRegion: string,
): SignatureScope | undefined {
  const signed = SCOPE.exec(headers.authorization ?? '') ?? presigned(url)
  if (signed) {
    const [, accessKey, region = defaultRegion, service = ''] = signed
    return { service, region, accessKey }
  }
  const target = String(headers['x-amz-target'] ?? '').split('.')[0] ?? ''
  const service = TARGET_SERVICES[target] ?? hostService(headers.host ?? '')
  return service ? { service, region: defaultRegion, accessKey: undefined } : undefined
}

function presigned(url: string): RegExpExecArray | null {
  const at = url.indexOf('X-Amz-Credential=')
  if (at < 0) return null
  return SCOPE.exec(decodeURIComponent(url.slice(at).replace('X-Amz-Credential', 'Credential').split('&')[0] ?? ''))
}

function hostService(host: string): string | undefined {
  const [label = '', ...rest] = host.split('.')
  return rest.length > 0 && /^[a-z][a-z0-9]*$/.test(label) ? label : undefined
}
