import { access, type Input, type Surroundings } from './action.ts'
import type { Route } from './rest.ts'

const functionArn = ({ Name }: Input, { region, accountId }: Surroundings) => {
  const name = String(Name)
  return name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`
}

const on = (action: string) => (input: Input, surroundings: Surroundings) => [
  access(`lambda:${action}`, functionArn(input, surroundings)),
]

const onMapping =
  (action: string) =>
  (input: Input, { region, accountId }: Surroundings) => [
    access(`lambda:${action}`, `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${input.Uuid}`),
  ]

const FUNCTION = '^/20[\\d-]+/functions/(?<Name>[^/]+)'
const MAPPINGS = '^/20[\\d-]+/event-source-mappings'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export const lambda: readonly Route[] = [
  { method: 'POST', path: new RegExp(`${FUNCTION}/invocations$`), requires: on('InvokeFunction') },
  { method: 'GET', path: new RegExp(`${FUNCTION}/configuration$`), requires: on('GetFunctionConfiguration') },
  { method: 'PUT', path: new RegExp(`${FUNCTION}/configuration$`), requires: on('UpdateFunctionConfiguration') },
  { method: 'GET', path: new RegExp(`${FUNCTION}$`), requires: on('GetFunction') },
  { method: 'GET', path: /^\/20[\d-]+\/functions$/, requires: () => [access('lambda:ListFunctions', '*')] },
  { method: 'GET', path: new RegExp(`${MAPPINGS}$`), requires: () => [access('lambda:ListEventSourceMappings', '*')] },
  { method: 'GET', path: new RegExp(`${MAPPINGS}/(?<Uuid>[^/]+)$`), requires: onMapping('GetEventSourceMapping') },
  { method: 'PUT', path: new RegExp(`${MAPPINGS}/(?<Uuid>[^/]+)$`), requires: onMapping('UpdateEventSourceMapping') },
]
