import type { HttpApiRoute } from './routes.ts'
import type { TokenAuthority } from './token-authority.ts'

/** The caller, for the event's `requestContext.authorizer`; nothing on an open route. */
export type Authorizer = { iam: object } | { jwt: object } | undefined

export interface AuthorizerOptions {
  accountId: string
  tokens: TokenAuthority
}

/** @returns `refused` for a request that API Gateway answers with 401. */
export async function authorize(
  { authorization }: Pick<HttpApiRoute, 'authorization'>,
  header: string | undefined,
  { accountId, tokens }: AuthorizerOptions,
): Promise<Authorizer | 'refused'> {
  if (authorization === undefined || authorization === 'NONE') return undefined
  if (authorization === 'AWS_IAM') return signer(header, accountId)
  const token = /^(?:Bearer +)?(\S+)$/i.exec(header ?? '')?.[1]
  const claims = token && (await tokens.verify(token, authorization))
  return claims ? { jwt: { claims, scopes: null } } : 'refused'
}

/** The signer of the request; the signature itself is not checked locally. Without one it is `unsigned`. */
function signer(header: string | undefined, accountId: string): Authorizer {
  const accessKey = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(header ?? '')?.[1] ?? 'unsigned'
  return {
    iam: {
      accessKey,
      accountId,
      callerId: accessKey,
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: `arn:aws:iam::${accountId}:user/${accessKey}`,
      userId: accessKey,
    },
  }
}
