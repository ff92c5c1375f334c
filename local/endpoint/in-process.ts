import type { AwsResponse, EndpointCall, InProcessEndpoint } from '../ports.ts'
import { asRead, callOf, guardOf, internalFailure, type ServedCalls, unknownService } from './calls.ts'
import { signatureScope } from './signature-scope.ts'

/** The endpoint without HTTP: the same judgement and the same answers. Services that read their requests themselves are not in it. */
export function inProcess(address: string, served: ServedCalls): InProcessEndpoint {
  const services = Object.keys(served.services)
  return {
    address,
    services,
    call: (request) => answer(served, services, request).catch(internalFailure),
  }
}

async function answer(
  served: ServedCalls,
  known: readonly string[],
  { method, path: url, headers: given, body }: EndpointCall,
): Promise<AwsResponse | undefined> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = String(value)
  const request = { method, url, headers }
  const scope = signatureScope(headers, url, served.region)
  const service = scope && served.services[scope.service]
  if (!service) return unknownService(scope, known)
  const { hooks } = served
  const call = callOf(request, scope)
  served.onCall?.(call)
  const instead = hooks && (await hooks.before?.(call))
  if (instead) return instead
  const read = asRead(request, scope, Buffer.from(body))
  const refused = guardOf(served, scope)?.refuse(scope.accessKey ?? '', read)
  if (refused) return refused
  const answer = await service(read)
  return hooks && (await hooks.after?.(call, never)) ? undefined : answer
}

/** A caller without a connection cannot close it. */
const never = () => new Promise<void>(() => {})
