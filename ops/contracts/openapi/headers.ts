import type { Route } from '../../../lambdas/runtime/declarations/routes.ts'

/** Headers of answers that more than one operation has, as components of the document. */
export const answerHeaders = {
  CorrelationId: {
    description:
      'The correlation id of this request: the one that was sent, or a new one. Absent where API Gateway itself answers.',
    schema: { type: 'string' },
  },
  IdempotencyReplayed: {
    description: 'Present where this is the kept answer to an earlier request with the same `Idempotency-Key`.',
    schema: { type: 'string', enum: ['true'] },
  },
  PreferenceApplied: {
    description:
      '`wait=N`: how long the answer was waited for; 0 where too many others waited. Absent without `Prefer`.',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds after which to try again, where that may help.',
    schema: { type: 'string' },
  },
  Accept: {
    description: 'The media type in which the body has to be sent.',
    schema: { type: 'string' },
  },
} as const

type HeaderName = keyof typeof answerHeaders

const headersNamed = (names: readonly HeaderName[]) =>
  Object.fromEntries(
    names.map((name) => [
      name === 'CorrelationId' ? 'X-Correlation-Id' : name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-'),
      { $ref: `#/components/headers/${name}` },
    ]),
  )

const mayBeReplayed = ({ method }: Pick<Route, 'method'>): readonly HeaderName[] =>
  method === 'GET' ? [] : ['IdempotencyReplayed']

/** Headers of a success. @param waits whether `Prefer: wait=N` is heeded. */
export const headersOfSuccess = (route: Pick<Route, 'method'>, waits: boolean): Readonly<Record<string, unknown>> =>
  headersNamed(['CorrelationId', ...mayBeReplayed(route), ...(waits ? (['PreferenceApplied'] as const) : [])])

/** Headers of a refusal by a function. Answers of API Gateway itself have none of them. */
export const headersOfProblem = (
  route: Pick<Route, 'method'>,
  status: number,
  codes: readonly string[],
): Readonly<Record<string, unknown>> =>
  headersNamed([
    'CorrelationId',
    ...(status < 500 ? mayBeReplayed(route) : []),
    ...(codes.includes('conflict') || codes.includes('unavailable') ? (['RetryAfter'] as const) : []),
    ...(status === 415 ? (['Accept'] as const) : []),
  ])
