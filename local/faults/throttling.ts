import type { AwsResponse } from '../ports.ts'
import { errorAnswer } from './error-answers.ts'

const message = 'Rate exceeded (injected by the local fault plan)'

const types: Readonly<Record<string, string>> = {
  dynamodb: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  sqs: 'com.amazonaws.sqs#RequestThrottled',
  events: 'ThrottlingException',
  secretsmanager: 'ThrottlingException',
  sns: 'Throttling',
}

/** The error of each service by which SDKs know that they are to slow down; undefined for services never throttled. */
export function throttlingError(service: string): AwsResponse | undefined {
  const type = types[service]
  return type === undefined ? undefined : errorAnswer(service, 400, type, message)
}
