import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import type { Route } from '../../lambdas/runtime/declarations/routes.ts'
import { services } from '../../lib/services.ts'
import { valueAt } from '../../lib/validation/template.ts'
import { resources, synthesized } from './support/synthesized.ts'

const template = synthesized()
const pages = synthesized({ corsOrigins: 'https://shop.example.com,http://localhost:5173' })
const declared = services.flatMap(({ api }) => (api?.routes ?? []).map(({ method, path }) => `${method} ${path}`))

/** What the functions behind routes are told of callers; each way once. */
const authOfFunctions = (of: Template) =>
  new Set(
    resources(of, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
      const variables = Object.entries(valueAt(Properties, 'Environment', 'Variables') ?? {})
      const auth = variables.filter(([name]) => /^(API_AUTH|JWT_)/.test(name))
      return auth.length > 0 ? [JSON.stringify(Object.fromEntries(auth))] : []
    }),
  )

describe('the HTTP API', () => {
  it('has every declared route, and one for what no route takes', () => {
    const keys = resources(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey)
    expect(keys.toSorted()).toEqual([...declared, '$default'].toSorted())
  })

  it('has one integration per service', () => {
    const integrations = resources(template, 'AWS::ApiGatewayV2::Integration')
    expect(integrations).toHaveLength(services.filter(({ api }) => api).length + 1)
    for (const [, { Properties }] of integrations) expect(Properties.PayloadFormatVersion).toBe('2.0')
  })

  it('demands a signed request on every route', () => {
    for (const [, { Properties }] of resources(template, 'AWS::ApiGatewayV2::Route')) {
      expect(Properties.AuthorizationType).toBe('AWS_IAM')
    }
  })

  it('is open only when asked for', () => {
    const open = synthesized({ apiAuth: 'none' })
    for (const [, { Properties }] of resources(open, 'AWS::ApiGatewayV2::Route')) {
      expect(Properties.AuthorizationType).toBe('NONE')
    }
  })

  it('takes the tokens of one issuer on every route, and tells the functions how to read them', () => {
    const issuer = 'https://login.example.com/'
    const withTokens = synthesized({ apiAuth: 'jwt', jwtIssuer: issuer, jwtAudience: 'shop,app' })
    const [[id, authorizer] = [], ...others] = resources(withTokens, 'AWS::ApiGatewayV2::Authorizer')
    expect(others).toEqual([])
    expect(authorizer?.Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer, Audience: ['shop', 'app'] },
    })
    for (const [, { Properties }] of resources(withTokens, 'AWS::ApiGatewayV2::Route')) {
      expect(Properties).toMatchObject({ AuthorizationType: 'JWT', AuthorizerId: { Ref: id } })
    }
    expect(authOfFunctions(withTokens)).toEqual(
      new Set([JSON.stringify({ API_AUTH: 'jwt', JWT_CUSTOMER_CLAIM: 'customer_id', JWT_OPERATOR_SCOPE: 'operator' })]),
    )
    expect(authOfFunctions(template)).toEqual(new Set([JSON.stringify({ API_AUTH: 'iam' })]))
  })

  it('may be called by no page of another origin, unless one is named', () => {
    const [[, api] = []] = resources(template, 'AWS::ApiGatewayV2::Api')
    expect(api?.Properties).not.toHaveProperty('CorsConfiguration')
    const [[, withPages] = []] = resources(pages, 'AWS::ApiGatewayV2::Api')
    expect(withPages?.Properties.CorsConfiguration).toEqual({
      AllowOrigins: ['https://shop.example.com', 'http://localhost:5173'],
      AllowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      AllowHeaders: expect.arrayContaining(['authorization', 'content-type', 'idempotency-key', 'prefer']),
      ExposeHeaders: expect.arrayContaining(['location', 'preference-applied', 'retry-after', 'x-correlation-id']),
      MaxAge: 7200,
    })
  })

  it('admits preflights without credentials, and nothing else', () => {
    const open = resources(pages, 'AWS::ApiGatewayV2::Route').filter(
      ([, { Properties }]) => Properties.AuthorizationType === 'NONE',
    )
    expect(open.map(([, { Properties }]) => Properties.RouteKey)).toEqual(['OPTIONS /{proxy+}'])
    const others = resources(pages, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey)
    expect(others.toSorted()).toEqual([...declared, '$default', 'OPTIONS /{proxy+}'].toSorted())
  })

  it('allows every method that a route has', () => {
    const [[, api] = []] = resources(pages, 'AWS::ApiGatewayV2::Api')
    const allowed = valueAt(api?.Properties, 'CorsConfiguration', 'AllowMethods') as string[]
    for (const route of declared) expect(allowed).toContain(route.split(' ')[0])
  })

  it('leaves a route to operators unless it says otherwise', () => {
    const routes = services.flatMap(({ api }): readonly Route[] => api?.routes ?? [])
    const open = routes.filter(({ access }) => access !== undefined && access !== 'operator')
    expect(Object.fromEntries(open.map(({ operation, access }) => [operation, access]))).toEqual({
      registerCustomer: 'owner',
      updateCustomer: 'owner',
      createOrder: 'owner',
      cancelOrder: 'owner',
      listOrders: 'owner',
      getOrder: 'owner',
      listOrderEvents: 'owner',
      getOrderSummary: 'owner',
      openAccount: 'owner',
      getAccount: 'owner',
      withdrawMoney: 'owner',
      transferMoney: 'owner',
      getStatement: 'owner',
      getProduct: 'anyone',
    })
  })

  it('logs and throttles', () => {
    const [, { Properties }] = resources(template, 'AWS::ApiGatewayV2::Stage')[0]!
    expect(valueAt(Properties, 'AccessLogSettings', 'Format')).toContain('$context.requestId')
    expect(valueAt(Properties, 'DefaultRouteSettings')).toMatchObject({
      ThrottlingRateLimit: expect.any(Number),
      ThrottlingBurstLimit: expect.any(Number),
    })
  })

  it('tells the fallback every route, so that it can say which methods are allowed', () => {
    const routes = resources(template, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
      const json = valueAt(Properties, 'Environment', 'Variables', 'ROUTES')
      return json ? [JSON.parse(String(json)) as [string, string][]] : []
    })
    expect(routes).toHaveLength(1)
    expect(routes[0]?.map((route) => route.join(' ')).toSorted()).toEqual(declared.toSorted())
  })
})
