import { z } from 'zod'
import { routeConflict } from '../http-api/route-conflict.ts'
import { RefusedError } from '../problem.ts'
import { count, defined, flag, list, noEffect, text } from '../template/property-values.ts'
import { apiProblems, integrationProblems, routeProblems, stageProblems } from './api-gateway-limits.ts'
import { inertType, type ResourceType, resourceType } from './resource-type.ts'

const api = resourceType(
  z.strictObject({
    Name: text,
    ProtocolType: z.literal('HTTP'),
    CorsConfiguration: z
      .strictObject({
        AllowOrigins: list.optional(),
        AllowMethods: list.optional(),
        AllowHeaders: list.optional(),
        ExposeHeaders: list.optional(),
        MaxAge: count.optional(),
        AllowCredentials: flag.optional(),
      })
      .transform(defined)
      .optional(),
    ApiKeySelectionExpression: noEffect,
    Description: noEffect,
    DisableExecuteApiEndpoint: noEffect,
    DisableSchemaValidation: noEffect,
    FailOnWarnings: noEffect,
    IpAddressType: noEffect,
    RouteSelectionExpression: noEffect,
    Tags: noEffect,
    Version: noEffect,
  }),
  ({ CorsConfiguration }, resource, { httpApis }) => {
    const id = resource.uniqueName(40).toLowerCase()
    httpApis.add(id, CorsConfiguration)
    return { physicalId: id, attributes: { ApiId: id, ApiEndpoint: httpApis.url } }
  },
  {
    replacedBy: ['ProtocolType'],
    check: apiProblems,
    update({ CorsConfiguration }, _, { httpApis }, { created }) {
      httpApis.of(created.physicalId).cors = CorsConfiguration
      return created
    },
    remove: ({ physicalId }, { httpApis }) => httpApis.remove(physicalId),
  },
)

const stage = resourceType(
  z.strictObject({
    ApiId: text,
    StageName: text,
    StageVariables: z.record(z.string(), text).optional(),
    AccessLogSettings: noEffect,
    AccessPolicyId: noEffect,
    AutoDeploy: noEffect,
    ClientCertificateId: noEffect,
    DefaultRouteSettings: noEffect,
    DeploymentId: noEffect,
    Description: noEffect,
    RouteSettings: noEffect,
    Tags: noEffect,
  }),
  ({ ApiId, StageName, StageVariables = {} }, _, { httpApis }) => {
    httpApis.of(ApiId).stage = { name: StageName, variables: StageVariables }
    return { physicalId: StageName }
  },
  { replacedBy: ['ApiId', 'StageName'], check: stageProblems },
)

const integration = resourceType(
  z.strictObject({
    ApiId: text,
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: text,
    PayloadFormatVersion: z.literal('2.0'),
    TimeoutInMillis: count.optional(),
    ConnectionType: noEffect,
    CredentialsArn: noEffect,
    Description: noEffect,
    IntegrationMethod: noEffect,
    PassthroughBehavior: noEffect,
  }),
  ({ ApiId, IntegrationUri, TimeoutInMillis }, resource, { httpApis }) => {
    const id = resource.uniqueName(40)
    // Either the function's ARN, or API Gateway's own ARN around it.
    const functionArn = /arn:aws:lambda:[^/]+/.exec(IntegrationUri)?.[0] ?? IntegrationUri
    httpApis.of(ApiId).integrations.set(id, { functionArn, timeoutMs: TimeoutInMillis })
    return { physicalId: id, attributes: { IntegrationId: id } }
  },
  {
    replacedBy: ['ApiId'],
    check: integrationProblems,
    remove: ({ physicalId }, { httpApis }, { ApiId }) => void httpApis.of(ApiId).integrations.delete(physicalId),
  },
)

const route = resourceType(
  z.strictObject({
    ApiId: text,
    RouteKey: text,
    Target: text,
    AuthorizationType: z.enum(['NONE', 'AWS_IAM', 'JWT']).optional(),
    AuthorizerId: text.optional(),
    ApiKeyRequired: noEffect,
    OperationName: noEffect,
  }),
  ({ ApiId, RouteKey, Target, AuthorizationType = 'NONE', AuthorizerId = '' }, resource, { httpApis }) => {
    const id = resource.uniqueName(40)
    const integrationId = Target.replace('integrations/', '')
    const authorization = AuthorizationType === 'JWT' ? { authorizerId: AuthorizerId } : AuthorizationType
    const others = [...httpApis.of(ApiId).routes].filter(([other]) => other !== id).map(([, { routeKey }]) => routeKey)
    const message = routeConflict(RouteKey, others)
    if (message !== undefined) throw new RefusedError([{ path: ['RouteKey'], code: 'ConflictException', message }])
    httpApis.of(ApiId).routes.set(id, { routeKey: RouteKey, integrationId, authorization })
    return { physicalId: id, attributes: { RouteId: id } }
  },
  {
    replacedBy: ['ApiId'],
    check: routeProblems,
    remove: ({ physicalId }, { httpApis }, { ApiId }) => void httpApis.of(ApiId).routes.delete(physicalId),
  },
)

const authorizer = resourceType(
  z.strictObject({
    ApiId: text,
    AuthorizerType: z.literal('JWT'),
    IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
    JwtConfiguration: z.strictObject({ Issuer: text, Audience: list }),
    Name: noEffect,
  }),
  ({ ApiId, JwtConfiguration: { Issuer, Audience } }, resource, { httpApis }) => {
    const id = resource.uniqueName(40)
    httpApis.of(ApiId).authorizers.set(id, { issuer: Issuer, audience: Audience })
    return { physicalId: id, attributes: { AuthorizerId: id } }
  },
  {
    replacedBy: ['ApiId'],
    remove: ({ physicalId }, { httpApis }, { ApiId }) => void httpApis.of(ApiId).authorizers.delete(physicalId),
  },
)

export const apiGatewayTypes: Record<string, ResourceType> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Authorizer': authorizer,
  'AWS::ApiGatewayV2::Deployment': inertType(z.looseObject({ ApiId: text }), (_, resource) => ({
    physicalId: resource.uniqueName(40),
  })),
}
