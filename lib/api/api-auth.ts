import { HttpNoneAuthorizer, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { type Access, noAccess } from '../functions/access.ts'
import type { Settings } from '../settings.ts'

type ApiAuth = Settings['apiAuth']

/** One authorizer for all routes. */
export function authorizerOf(auth: ApiAuth): IHttpRouteAuthorizer {
  switch (auth.kind) {
    case 'iam':
      return new HttpIamAuthorizer()
    case 'none':
      return new HttpNoneAuthorizer()
    case 'jwt':
      return new HttpJwtAuthorizer('Jwt', auth.issuer, { jwtAudience: [...auth.audience] })
  }
}

/** The variables with which a function behind routes can tell its callers apart. */
export const tellCallersApart = (auth: ApiAuth): Access => ({
  ...noAccess,
  environment: {
    API_AUTH: auth.kind,
    ...(auth.kind === 'jwt' && { JWT_CUSTOMER_CLAIM: auth.customerClaim, JWT_OPERATOR_SCOPE: auth.operatorScope }),
  },
})
