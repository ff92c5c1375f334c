import type { AwsResponse } from '../ports.ts'

const message = 'Rate exceeded (injected by the local fault plan)'

/** The error of each service by which SDKs know that they are to slow down; undefined for services never throttled. */
export function throttlingError(service: string): AwsResponse | undefined {
  if (service === 'dynamodb') {
    return jsonError('1.0', 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException')
  }
  if (service === 'sqs') return jsonError('1.0', 'com.amazonaws.sqs#RequestThrottled')
  if (service === 'events') return jsonError('1.1', 'ThrottlingException')
  if (service === 'sns') {
    return {
      status: 400,
      headers: { 'content-type': 'text/xml' },
      body:
        '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>' +
        `<Code>Throttling</Code><Message>${message}</Message></Error><RequestId>injected</RequestId></ErrorResponse>`,
    }
  }
  return undefined
}

function jsonError(version: string, type: string): AwsResponse {
  return {
    status: 400,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify({ __type: type, message }),
  }
}
