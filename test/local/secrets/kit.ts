import type { LocalRuntime } from '../../../local/index.ts'

export interface Answered {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** A call of Secrets Manager, as the AWS CLI sends it. */
export async function call(
  { endpointUrl }: Pick<LocalRuntime, 'endpointUrl'>,
  operation: string,
  input: object,
  accessKey = 'local',
): Promise<Answered> {
  const response = await fetch(endpointUrl, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
    },
    body: JSON.stringify(input),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** What a refusal looks like: https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html */
export const refused = (code: string, message: unknown) => ({
  status: 400,
  body: { __type: code, message, Message: message },
})
