import type { AwsResponse } from '../ports.ts'

const jsonVersions: Readonly<Record<string, string>> = {
  dynamodb: '1.0',
  sqs: '1.0',
  events: '1.1',
  secretsmanager: '1.1',
}

/** An error in the protocol of a service; `type` is its code, with the namespace where the service gives one. */
export function errorAnswer(service: string, status: number, type: string, message: string): AwsResponse {
  if (service === 'sns') {
    const fault = status < 500 ? 'Sender' : 'Receiver'
    return xml(
      status,
      '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
        `<Error><Type>${fault}</Type><Code>${type}</Code><Message>${message}</Message></Error>` +
        '<RequestId>injected</RequestId></ErrorResponse>',
    )
  }
  if (service === 's3') {
    return xml(
      status,
      `<Error><Code>${type}</Code><Message>${message}</Message><RequestId>injected</RequestId></Error>`,
    )
  }
  const version = jsonVersions[service]
  return {
    status,
    headers: {
      'content-type': version ? `application/x-amz-json-${version}` : 'application/json',
      'x-amzn-errortype': type,
    },
    body: JSON.stringify({ __type: type, message }),
  }
}

const xml = (status: number, body: string): AwsResponse => ({ status, headers: { 'content-type': 'text/xml' }, body })
