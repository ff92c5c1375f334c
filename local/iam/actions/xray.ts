import { access } from './action.ts'
import type { Route } from './rest.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
export const xray: readonly Route[] = [
  { method: 'POST', path: /^\/v1\/traces$/, requires: () => [access('xray:PutSpans', '*')] },
]
