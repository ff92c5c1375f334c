import { describe, expect, it } from 'vitest'
import { services } from '../../lib/services.ts'
import { valueAt } from '../../lib/validation/template.ts'
import { resources, synthesized } from './support/synthesized.ts'

const template = synthesized()
const declared = services.flatMap(({ api }) => (api?.routes ?? []).map(({ method, path }) => `${method} ${path}`))

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
