import type { CorsConfiguration, HttpApi, HttpApiRoute, TokenRules } from '../http-api/index.ts'

/** For `JWT`, the id of the authorizer. */
type Authorization = 'NONE' | 'AWS_IAM' | { authorizerId: string }

interface Api {
  cors: CorsConfiguration | undefined
  stage: { name: string; variables: Record<string, string> } | undefined
  integrations: Map<string, { functionArn: string; timeoutMs: number | undefined }>
  /** By id. */
  routes: Map<string, { routeKey: string; integrationId: string; authorization: Authorization }>
  /** By id. */
  authorizers: Map<string, TokenRules>
}

/** Gathers the parts of HTTP APIs, which are resources of their own, until one can be served. */
export class HttpApis {
  readonly #front: HttpApi
  readonly #apis = new Map<string, Api>()

  constructor(front: HttpApi) {
    this.#front = front
  }

  /** Address of every API here. */
  get url(): string {
    return this.#front.url
  }

  get ids(): string[] {
    return [...this.#apis.keys()]
  }

  add(apiId: string, cors: CorsConfiguration | undefined): void {
    if (this.#apis.size > 0) throw new Error('The local runtime serves one HTTP API; the template has several.')
    this.#apis.set(apiId, {
      cors,
      stage: undefined,
      integrations: new Map(),
      routes: new Map(),
      authorizers: new Map(),
    })
  }

  remove(apiId: string): void {
    this.#apis.delete(apiId)
  }

  of(apiId: string): Api {
    const api = this.#apis.get(apiId)
    if (!api) throw new Error(`No HTTP API ${apiId}`)
    return api
  }

  /** The demands on tokens; undefined where no API asks for any. */
  tokenRules(): TokenRules | undefined {
    const [rules] = [...this.#apis.values()].flatMap(({ authorizers }) => [...authorizers.values()])
    return rules
  }

  /** Serves what was gathered by now; without an API, only the health check. */
  serve(): void {
    for (const [apiId, { cors, stage, integrations, routes, authorizers }] of this.#apis) {
      this.#front.serve({
        apiId,
        ...(cors && { cors }),
        ...(stage && { stage: stage.name, stageVariables: stage.variables }),
        routes: [...routes.values()].map(({ routeKey, integrationId, authorization }): HttpApiRoute => {
          const integration = integrations.get(integrationId)
          if (!integration) throw new Error(`Route ${routeKey}: no integration ${integrationId}`)
          const { functionArn, timeoutMs } = integration
          return {
            routeKey,
            functionArn,
            authorization: rulesOf(authorization, authorizers),
            ...(timeoutMs !== undefined && { timeoutMs }),
          }
        }),
      })
    }
  }
}

function rulesOf(authorization: Authorization, authorizers: Map<string, TokenRules>) {
  if (typeof authorization === 'string') return authorization
  const rules = authorizers.get(authorization.authorizerId)
  if (!rules) throw new Error(`No authorizer ${authorization.authorizerId}`)
  return rules
}
