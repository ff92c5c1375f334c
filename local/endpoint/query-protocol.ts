import { randomUUID } from 'node:crypto'
import type { AwsRequest, AwsResponse, ServiceHandler } from '../ports.ts'
import { unknownOperation } from './json-protocol.ts'
import { ServiceError } from './service-error.ts'

/** The content of an XML element; a list becomes `<member>` elements, undefined is left out. */
export type XmlValue = string | number | boolean | Date | undefined | XmlValue[] | { [name: string]: XmlValue }

export type QueryOperation = (input: URLSearchParams, request: AwsRequest) => XmlValue | Promise<XmlValue>

/** A service of the AWS query protocol: form-encoded request with an Action, XML answer. */
export function queryService(
  service: string,
  namespace: string,
  operations: Record<string, QueryOperation>,
): ServiceHandler {
  return async (request) => {
    const input = new URLSearchParams(request.method === 'GET' ? request.query : request.body.toString('utf8'))
    const action = input.get('Action') ?? ''
    try {
      const operation = Object.hasOwn(operations, action) ? operations[action] : undefined
      if (!operation) throw unknownOperation(service, action, Object.keys(operations))
      const result = await operation(input, request)
      return xml(
        200,
        `<${action}Response xmlns="${namespace}"><${action}Result>${toXml(result)}</${action}Result>` +
          `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
      )
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      const fault = toXml({ Type: 'Sender', Code: error.code, Message: error.message })
      return xml(
        error.status,
        `<ErrorResponse xmlns="${namespace}"><Error>${fault}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      )
    }
  }
}

function toXml(value: XmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join('')
  if (typeof value !== 'object') return escapeXml(String(value))
  return Object.entries(value)
    .map(([name, item]) => (item === undefined ? '' : `<${name}>${toXml(item)}</${name}>`))
    .join('')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

function xml(status: number, body: string): AwsResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body }
}
