import { cborCodec } from '../../cbor.ts'
import { jsonOf } from '../../json-body.ts'
import type { AwsRequest } from '../../ports.ts'
import type { AccessRequest } from '../request.ts'
import { type Input, members, type Operations, type Surroundings } from './action.ts'
import { dynamodb } from './dynamodb.ts'
import { events } from './events.ts'
import { lambda } from './lambda.ts'
import { cloudFormation, cloudWatch, logs, ssm, sts } from './others.ts'
import { type Route, restRequirements } from './rest.ts'
import { s3Requirements } from './s3.ts'
import { scheduler } from './scheduler.ts'
import { secretsManager } from './secrets-manager.ts'
import { ses } from './ses.ts'
import { sns } from './sns.ts'
import { sqs } from './sqs.ts'
import { xray } from './xray.ts'

/** By SigV4 service name. */
const byOperation: Readonly<Record<string, Operations>> = {
  cloudformation: cloudFormation,
  dynamodb,
  events,
  logs,
  monitoring: cloudWatch,
  secretsmanager: secretsManager,
  sns,
  sqs,
  ssm,
  sts,
}
const byRoute: Readonly<Record<string, readonly Route[]>> = { lambda, scheduler, ses, xray }

/** Services whose requests are judged without their bodies, which may be large. */
export const judgedByHead: ReadonlySet<string> = new Set(['s3'])

/** The permissions that the caller of a request needs; undefined where the operation is not mapped. */
export function requirementsOf(request: AwsRequest, surroundings: Surroundings): AccessRequest[] | undefined {
  const { service } = request
  if (service === 's3') return s3Requirements(request)
  const routes = byRoute[service]
  if (routes) return restRequirements(routes, request, surroundings)
  const { operation, input } = operationOf(request)
  const operations = byOperation[service] ?? {}
  return Object.hasOwn(operations, operation) ? operations[operation]?.(input(), surroundings) : undefined
}

const CBOR_PATH = /^\/service\/[^/]+\/operation\/([^/]+)$/

interface Call {
  operation: string
  /** Read when it is asked for: not every operation is mapped. */
  input: () => Input
}

/** Operation and input, whichever of the AWS JSON, query and CBOR protocols the request speaks. */
export function operationOf({ headers, path, method, query, body }: AwsRequest): Call {
  const target = headers['x-amz-target']
  if (target) {
    const [, operation = '', ...more] = target.split('.')
    // Services differ in which part of a longer target they go by: none is mapped.
    return { operation: more.length > 0 ? '' : operation, input: () => readable(() => jsonOf(body)) }
  }
  const ofCbor = CBOR_PATH.exec(path)?.[1]
  if (ofCbor)
    return { operation: ofCbor, input: () => readable(() => cborCodec().cbor.deserialize(new Uint8Array(body))) }
  const form = method === 'GET' ? query : new URLSearchParams(body.toString())
  return { operation: form.get('Action') ?? '', input: () => Object.fromEntries(form) }
}

/** A request that cannot be read demands no permission: the service refuses it. */
function readable(read: () => unknown): Input {
  try {
    return members(read())
  } catch {
    return {}
  }
}
