import { cborCodec } from '../cbor.ts'
import { jsonError, operationName, parseJson, unknownOperation } from '../endpoint/json-protocol.ts'
import { ServiceError } from '../endpoint/service-error.ts'
import type { AwsRequest, AwsResponse, ServiceHandler } from '../ports.ts'

/** An operation whose answer may hold dates. */
export type Operation = (input: never) => unknown

const CBOR = 'application/cbor'
const CBOR_PATH = /^\/service\/[^/]+\/operation\/([^/]+)$/

/** A service that speaks JSON 1.0 (the SDK for JavaScript) and RPC v2 CBOR (newer SDKs, the AWS CLI). */
export function jsonAndCborService(service: string, operations: Record<string, Operation>): ServiceHandler {
  return async (request) => {
    const cborOperation = CBOR_PATH.exec(request.path)?.[1]
    const name = cborOperation ?? operationName(request)
    try {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
      if (!operation) throw unknownOperation(service, name, Object.keys(operations))
      const output = (await operation(read(request, cborOperation !== undefined) as never)) ?? {}
      return cborOperation ? cborAnswer(200, output) : jsonAnswer(output)
    } catch (error) {
      if (!cborOperation || !(error instanceof ServiceError)) return jsonError(error, 'application/x-amz-json-1.0')
      return cborAnswer(error.status, { __type: error.code, message: error.message })
    }
  }
}

function read({ body }: AwsRequest, isCbor: boolean): unknown {
  if (!isCbor) return parseJson(body)
  return body.length === 0 ? {} : cborCodec().cbor.deserialize(body)
}

function jsonAnswer(output: unknown): AwsResponse {
  const body = JSON.stringify(withDates(output, (date) => date.getTime() / 1000))
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body }
}

function cborAnswer(status: number, output: unknown): AwsResponse {
  const { cbor, dateToTag } = cborCodec()
  const body = Buffer.from(cbor.serialize(withDates(output, dateToTag)))
  return { status, headers: { 'content-type': CBOR, 'smithy-protocol': 'rpc-v2-cbor' }, body }
}

function withDates(value: unknown, convert: (date: Date) => unknown): unknown {
  if (value instanceof Date) return convert(value)
  if (Array.isArray(value)) return value.map((item) => withDates(item, convert))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, withDates(item, convert)]),
  )
}

/** Reads a time however the protocol writes it, as epoch ms. */
export function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number') return value * 1000
  if (typeof value === 'object' && value !== null && 'value' in value) return Number(value.value) * 1000
  return Date.parse(String(value))
}
