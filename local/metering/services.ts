import type { IncomingMessage } from 'node:http'
import type { RawHandler, ServeOptions } from '../endpoint/server.ts'
import { signatureScope } from '../endpoint/signature-scope.ts'
import type { ServiceHandler } from '../ports.ts'
import { type MeteredCall, unitsOf } from './call-units.ts'
import { type Meter, OUTSIDE } from './meter.ts'

/** The same services, with what each call is billed for put down to the function that makes it. */
export function meteredServices<Served extends Pick<ServeOptions, 'services' | 'raw'>>(
  served: Served,
  meter: Meter,
  functionOf: (accessKey: string) => string | undefined,
): Served {
  const payerOf = (accessKey: string | undefined) => (accessKey !== undefined && functionOf(accessKey)) || OUTSIDE
  const count = (payer: string, call: MeteredCall) => {
    for (const [unit, quantity] of unitsOf(call)) meter.add(unit, quantity, payer)
  }
  const metered = (handle: ServiceHandler): ServiceHandler => {
    return (request) => {
      const { service, method, path, headers, body, accessKey } = request
      const payer = payerOf(accessKey)
      count(payer, { service, method, path, target: headers['x-amz-target'] ?? '', body: body.toString() })
      return meter.on(payer, () => handle(request))
    }
  }
  const meteredRaw = (service: string, handle: RawHandler): RawHandler => {
    return (request, response) => {
      const payer = payerOf(signatureScope(request.headers, request.url ?? '/', '')?.accessKey)
      // S3 is counted by its calls alone, because its bill does not depend on the body, which may be large.
      count(payer, callOf(service, request))
      return meter.on(payer, () => handle(request, response))
    }
  }
  return {
    ...served,
    services: mapped(served.services, (handle) => metered(handle)),
    raw: mapped(served.raw, (handle, service) => meteredRaw(service, handle)),
  }
}

const callOf = (service: string, { method = 'GET', url = '/', headers }: IncomingMessage) => ({
  service,
  method,
  path: url,
  target: String(headers['x-amz-target'] ?? ''),
  body: '',
})

const mapped = <Value>(values: Record<string, Value>, change: (value: Value, name: string) => Value) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]))
