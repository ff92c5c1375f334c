/**
 * The context of a request: context keys in lower case (IAM does not look at their case), each with its value,
 * or with a list where the key may have several. A key that is left out does not exist in the request.
 */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>

/** One access to one resource, as it is judged. */
export interface AccessRequest {
  /** `dynamodb:PutItem`. */
  action: string
  /** ARN; `*` for actions that know no resources. */
  resource: string
  context: RequestContext
}

/** The principal of a request: a session of a role of the template, or an AWS service of its own accord. */
export type Principal =
  | { kind: 'role'; roleArn: string; sessionArn: string; accountId: string }
  /** Name of the service, e.g. `events.amazonaws.com`. */
  | { kind: 'service'; name: string }
