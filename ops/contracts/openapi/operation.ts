import type { OperationDescription } from '../../../lambdas/runtime/declarations/api-description.ts'
import type { Route } from '../../../lambdas/runtime/declarations/routes.ts'
import { commonProblems } from '../../../lambdas/runtime/http/common-problems.ts'
import type { Components } from '../schema/components.ts'
import { headersOfSuccess } from './headers.ts'
import { problemResponses } from './problems.ts'

const callers = {
  operator: 'For operators.',
  owner: 'For the customer whose it is, and for operators.',
  anyone: 'For everybody whom the API lets in.',
} as const

/** One operation of a path. */
export function operationOf(
  route: Route,
  described: OperationDescription,
  tag: string,
  components: Components,
): Readonly<Record<string, unknown>> {
  const { request = {}, example = {}, waits = false, responses, problems = [] } = described
  return {
    operationId: route.operation,
    tags: [tag],
    summary: route.summary,
    description: callers[route.access ?? 'operator'],
    parameters: [
      ...parametersOf('path', described, components),
      ...parametersOf('query', described, components),
      { $ref: '#/components/parameters/CorrelationId' },
      ...(route.method === 'GET' ? [] : [{ $ref: '#/components/parameters/IdempotencyKey' }]),
      ...(waits ? [{ $ref: '#/components/parameters/PreferWait' }] : []),
    ],
    ...(request.body && {
      requestBody: {
        required: !request.body.safeParse(undefined).success,
        content: {
          'application/json': {
            schema: components.schemaOf(request.body),
            ...(example.body !== undefined && { example: example.body }),
          },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, { description, schema, example: shown, headers = {} }]) => [
          status,
          {
            description,
            headers: { ...headersOfSuccess(route, waits), ...headersOf(headers) },
            content: { 'application/json': { schema: components.schemaOf(schema), example: shown } },
          },
        ]),
      ),
      ...problemResponses(route, [...commonProblems(route, request), ...problems], components),
    },
  }
}

function parametersOf(
  place: 'path' | 'query',
  { request = {}, parameters = {}, example = {} }: OperationDescription,
  components: Components,
): unknown[] {
  const schema = request[place]
  if (!schema) return []
  const { properties = {}, required = [] } = components.schemaOf(schema)
  return Object.entries(properties).map(([name, given]) => {
    const { description, schema: told } = parameters[name] ?? {}
    const shown = example[place]?.[name]
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: told ?? given,
      ...(shown !== undefined && { example: shown }),
    }
  })
}

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [
      name.replace(/^\w/, (first) => first.toUpperCase()),
      { description, schema: { type: 'string' } },
    ]),
  )
