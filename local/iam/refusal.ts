import { randomUUID } from 'node:crypto'
import { cborCodec } from '../cbor.ts'
import type { AwsRequest, AwsResponse } from '../ports.ts'
import type { Decision } from './evaluate.ts'
import type { AccessRequest } from './request.ts'

/** An access that was not allowed, and who asked for it. */
export interface Refusal {
  service: string
  sessionArn: string
  request: AccessRequest
  decision: Decision & { allowed: false }
}

/** In AWS's own words. SQS writes its actions in lower case. */
export function awsMessage({ service, sessionArn, request, decision }: Refusal): string {
  const action = service === 'sqs' ? request.action.toLowerCase() : request.action
  if (service === 'ses') {
    return `User \`${sessionArn}' is not authorized to perform \`${action}' on resource \`${request.resource}'`
  }
  const because =
    decision.denial === 'explicit'
      ? `with an explicit deny in ${decision.in === 'identity' ? 'an identity' : 'a resource'}-based policy`
      : `because no identity-based policy allows the ${action} action`
  return `User: ${sessionArn} is not authorized to perform: ${action} on resource: ${request.resource} ${because}`
}

const JSON_TYPES: Readonly<Record<string, string>> = {
  dynamodb: 'application/x-amz-json-1.0',
  events: 'application/x-amz-json-1.1',
  monitoring: 'application/x-amz-json-1.0',
  secretsmanager: 'application/x-amz-json-1.1',
  sqs: 'application/x-amz-json-1.0',
  ssm: 'application/x-amz-json-1.1',
}

const QUERY_NAMESPACES: Readonly<Record<string, string>> = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
}

interface Fault {
  /** Its code in JSON and CBOR protocols. */
  json: string
  query: string
  /** SNS's code, if it has one of its own. Default: `query`. */
  sns?: string
  s3: string
  message: string
}

/** Each service's own answer to a caller who is not allowed: status, code and text in its protocol. */
export const refusalAnswer = (request: AwsRequest, message: string): AwsResponse =>
  faultAnswer(request, {
    json: 'AccessDeniedException',
    query: 'AccessDenied',
    sns: 'AuthorizationError',
    s3: 'AccessDenied',
    message,
  })

/** The answer to a key that stands for nobody. https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
export const invalidKeyAnswer = (request: AwsRequest): AwsResponse =>
  faultAnswer(request, {
    json: 'UnrecognizedClientException',
    query: 'InvalidClientTokenId',
    s3: 'InvalidAccessKeyId',
    message: 'The security token included in the request is invalid.',
  })

function faultAnswer({ service, headers }: AwsRequest, fault: Fault): AwsResponse {
  const { message } = fault
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return cborError(fault)
  if (service === 's3') return xml(s3Error(fault))
  const namespace = QUERY_NAMESPACES[service]
  if (namespace) return xml(queryError(namespace, (service === 'sns' && fault.sns) || fault.query, message))
  const contentType = JSON_TYPES[service]
  if (!contentType) {
    return {
      status: 403,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': fault.json },
      body: JSON.stringify({ Message: message, message }),
    }
  }
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${fault.json}`, Message: message })
  // SQS keeps the status and, in a header, the code of its older protocol.
  return service === 'sqs'
    ? { status: 403, headers: { 'content-type': contentType, 'x-amzn-query-error': `${fault.query};Sender` }, body }
    : { status: 400, headers: { 'content-type': contentType }, body }
}

function cborError({ json, message }: Fault): AwsResponse {
  const body = Buffer.from(cborCodec().cbor.serialize({ __type: json, message }))
  return { status: 400, headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }, body }
}

const xml = (body: string): AwsResponse => ({ status: 403, headers: { 'content-type': 'text/xml' }, body })

const queryError = (namespace: string, code: string, message: string) =>
  `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code>` +
  `<Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`

const s3Error = ({ s3, message }: Fault) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${s3}</Code>` +
  `<Message>${escapeXml(message)}</Message><RequestId>${randomUUID()}</RequestId><HostId>local</HostId></Error>`

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
