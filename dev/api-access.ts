/** How the API finds out who calls; `-c apiAuth=` of the stack. */
export const apiAuths = ['iam', 'jwt', 'none'] as const
export type ApiAuth = (typeof apiAuths)[number]

/** Context for synthesizing such a stack to be run here: any issuer will do, the local runtime stands in for it. */
export const authContext = (auth: ApiAuth): Record<string, string> => ({
  apiAuth: auth,
  ...(auth === 'jwt' && { jwtIssuer: 'https://issuer.example.com/', jwtAudience: 'event-pipeline' }),
})

interface Running {
  readonly endpointUrl: string
  readonly outputs: Readonly<Record<string, string>>
}

/** Headers of a request by an operator: a token, where the API asks for one. */
export async function operatorHeaders({ endpointUrl, outputs }: Running): Promise<Record<string, string>> {
  if (outputs.ApiAuth !== 'jwt') return {}
  const url = new URL('/_local/token', endpointUrl)
  url.search = new URLSearchParams({ sub: 'operator', scope: outputs.ApiOperatorScope ?? '' }).toString()
  const { access_token } = (await (await fetch(url)).json()) as { access_token: string }
  return { authorization: `Bearer ${access_token}` }
}
