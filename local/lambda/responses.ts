import type { AwsResponse } from '../ports.ts'

export function json(status: number, body: unknown): AwsResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** An error that the Lambda API answers with. */
export class LambdaApiError extends Error {
  override readonly name = 'LambdaApiError'
  readonly status: number
  /** The exception's name, by which SDKs tell errors apart. */
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  response(): AwsResponse {
    const { headers, ...rest } = json(this.status, { Type: 'User', Message: this.message, message: this.message })
    return { ...rest, headers: { ...headers, 'x-amzn-errortype': this.code } }
  }
}
