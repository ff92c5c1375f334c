import * as z from 'zod/mini'
import type { ProblemDescription } from '../../../lambdas/runtime/declarations/api-description.ts'
import type { Route } from '../../../lambdas/runtime/declarations/routes.ts'
import type { Components } from '../schema/components.ts'
import { headersOfProblem } from './headers.ts'

/** RFC 9457, as every refusal of a function is. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  instance: z.string(),
  correlation_id: z.string(),
})

/** Problems with which API Gateway itself answers, before it invokes a function. */
const gatewayMessage = {
  type: 'object',
  properties: { message: { type: 'string' } },
}

const ofGateway: Readonly<Record<number, string>> = {
  401: 'API Gateway: no token, or one that is expired, forged, or of another issuer or audience (`jwt`)',
  403: 'API Gateway: no signature, a wrong one, or one of somebody whom IAM does not let in (`iam`)',
  429: 'API Gateway: too many requests',
  500: 'API Gateway: the function failed before it could answer',
  503: 'API Gateway: the function did not answer in time, or too many of it run',
}

/** Refusals by status, each `code` with its meaning. */
export function problemResponses(
  route: Pick<Route, 'method'>,
  problems: readonly ProblemDescription[],
  components: Components,
): Readonly<Record<string, unknown>> {
  const byStatus = Map.groupBy(problems, ({ status }) => status)
  const statuses = new Set([...byStatus.keys(), ...Object.keys(ofGateway).map(Number)])
  return Object.fromEntries(
    [...statuses]
      .sort((left, right) => left - right)
      .map((status) => [status, responseOf(route, status, byStatus.get(status) ?? [], components)]),
  )
}

function responseOf(
  route: Pick<Route, 'method'>,
  status: number,
  problems: readonly ProblemDescription[],
  components: Components,
): unknown {
  const gateway = ofGateway[status]
  const lines = problems.map(({ code, meaning }) => `\`${code}\`: ${meaning}.`)
  return {
    description: [...(gateway ? [`${gateway}.`] : []), ...lines].map((line) => `- ${line}`).join('\n'),
    ...(problems.length > 0 && {
      headers: headersOfProblem(
        route,
        status,
        problems.map(({ code }) => code),
      ),
    }),
    content: {
      ...(gateway && { 'application/json': { schema: gatewayMessage } }),
      ...(problems.length > 0 && { 'application/problem+json': { schema: schemaOf(problems, components) } }),
    },
  }
}

function schemaOf(problems: readonly ProblemDescription[], components: Components): unknown {
  const members = problems.flatMap(({ members = {} }) => Object.entries(members))
  const properties = Object.fromEntries(members.map(([name, schema]) => [name, components.schemaOf(schema)]))
  const codes = [...new Set(problems.map(({ code }) => code))].sort()
  return {
    allOf: [
      components.schemaOf(problem),
      { type: 'object', properties: { code: { type: 'string', enum: codes }, ...properties }, required: ['code'] },
    ],
  }
}
