import { Aws } from 'aws-cdk-lib'
import {
  CALLERS_TRACE_VARIABLE,
  TRACE_RATIO_VARIABLE,
  TRACES_ENDPOINT_VARIABLE,
} from '../../lambdas/runtime/declarations/tracing.ts'
import type { Settings } from '../settings.ts'
import { type Access, allow, mergeAccess, noAccess } from './access.ts'

type TraceSettings = Pick<Settings, 'traceRatio' | 'traceEndpoint' | 'callersTrace'>

/** CloudWatch takes OTLP there: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html */
const CLOUDWATCH = `https://xray.${Aws.REGION}.${Aws.URL_SUFFIX}/v1/traces`

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const PUT_SPANS = ['xray:PutSpans']
const INDEX_SPANS = ['xray:PutSpansForIndexing']

const putSpans: Access = {
  environment: {},
  statements: [allow([...PUT_SPANS, ...INDEX_SPANS], ['*'])],
  unseen: [
    {
      actions: PUT_SPANS,
      resources: ['*'],
      reason: 'Used when a trace is recorded, by the runtime, which is one for all functions.',
      sameAs: { holders: 'a trace that is recorded' },
    },
    { actions: INDEX_SPANS, resources: ['*'], reason: 'X-Ray itself asks for it, for the spans that it indexes.' },
  ],
  wildcards: [
    { resource: '*', reason: 'X-Ray has no resources for its Put actions: AWS itself demands the wildcard.' },
  ],
}

/** Sends the spans of traces that are recorded. Nothing where none are: neither a permission nor a variable. */
export function exportTraces({ traceRatio, traceEndpoint }: TraceSettings): Access {
  if (traceRatio === 0) return noAccess
  const environment = { [TRACES_ENDPOINT_VARIABLE]: traceEndpoint ?? CLOUDWATCH }
  return traceEndpoint === undefined ? { ...putSpans, environment } : { ...noAccess, environment }
}

/** Decides which requests are recorded, and sends their spans. */
export const traceRequests = (settings: TraceSettings): Access =>
  settings.traceRatio === 0
    ? noAccess
    : mergeAccess([
        exportTraces(settings),
        {
          ...noAccess,
          environment: {
            [TRACE_RATIO_VARIABLE]: String(settings.traceRatio),
            [CALLERS_TRACE_VARIABLE]: settings.callersTrace,
          },
        },
      ])
