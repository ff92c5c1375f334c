export interface Where {
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined
  /** Region that the environment or `--region` names; undefined: that of the profile. */
  readonly region: string | undefined
  /** Names of stacks that there are instead, as far as they can be listed. */
  readonly others: readonly string[]
}

/** One sentence of advice for a stack that cannot be read; empty where AWS's own message suffices. */
export function explain(error: unknown, { endpoint, region, others }: Where): string {
  if (!(error instanceof Error)) return ''
  const { name, message } = error
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (/does not exist/.test(message)) {
    if (others.length > 0) return `There are: ${others.join(', ')}. Name one with --stack.`
    return endpoint
      ? 'No stack is there.'
      : `Is it deployed in ${region ?? 'the region of your profile'}? See --region.`
  }
  if (endpoint && /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ECONNRESET/.test(code + message)) {
    return 'Nothing answers there: start the pipeline (npm start), or leave --endpoint and AWS_ENDPOINT_URL out for AWS.'
  }
  if (/Region (is missing|not accepted)/.test(message)) {
    return 'Give --region, set AWS_REGION, or a region in your AWS profile.'
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(code + message)) {
    return `Is ${region ?? 'the region of your profile'} a region of AWS, and is there a network?`
  }
  if (name === 'CredentialsProviderError' || /credentials/i.test(message)) {
    return 'Sign in to AWS (aws sso login) and set AWS_PROFILE, or give --endpoint http://127.0.0.1:4566 for the local runtime.'
  }
  if (/ExpiredToken|RequestExpired/.test(name)) return 'Sign in again: these credentials have expired.'
  if (/InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature/.test(name)) {
    return 'AWS does not know these credentials: look at AWS_PROFILE and AWS_ACCESS_KEY_ID.'
  }
  if (/AccessDenied|UnauthorizedOperation/.test(name)) return 'These credentials may not look at that stack.'
  return ''
}
