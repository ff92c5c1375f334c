import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { replay } from '../endpoint/replay.ts'
import type { RawHandler } from '../endpoint/server.ts'
import { signatureScope } from '../endpoint/signature-scope.ts'
import type { AwsResponse, ServiceHandler } from '../ports.ts'
import { readWhole } from '../read-whole.ts'
import { type Batch, readBatch } from './batches.ts'

/** Whether one entry of a batch fails; the access key names the calling worker. */
export type EntryFails = (call: { service: string; accessKey: string | undefined }, entry: string) => boolean

const contentTypes: Record<string, string> = {
  events: 'application/x-amz-json-1.1',
  sqs: 'application/x-amz-json-1.0',
  sns: 'text/xml',
}

/** The service, some of whose batches' entries fail though the answer is 200. */
export function withPartialBatches(handler: ServiceHandler, entryFails: EntryFails): ServiceHandler {
  return async (request) => {
    const { service, headers } = request
    const batch = readBatch(service, headers['x-amz-target'] ?? '', request.body.toString())
    const accessKey = signatureScope(headers, '', request.region)?.accessKey
    const failed = batch ? failures(batch, service, accessKey, entryFails) : new Set<number>()
    if (!batch || failed.size === 0) return handler(request)
    const body = batch.without(failed)
    if (body === undefined) return allFailed(batch, service, failed)
    const answer = await handler({ ...request, body: Buffer.from(body) })
    if (answer.status !== 200) return answer
    return { ...answer, body: batch.withFailures(answer.body.toString(), failed) }
  }
}

/** The same for a service that reads its requests itself. */
export function withPartialBatchesRaw(service: string, handler: RawHandler, entryFails: EntryFails): RawHandler {
  async function serve(request: IncomingMessage, response: ServerResponse) {
    const original = await readWhole(request)
    const batch = readBatch(service, String(request.headers['x-amz-target'] ?? ''), original.toString())
    const accessKey = signatureScope(request.headers, '', '')?.accessKey
    const failed = batch ? failures(batch, service, accessKey, entryFails) : new Set<number>()
    if (!batch || failed.size === 0) return handler(replay(request, original), response)
    const body = batch.without(failed)
    if (body === undefined) {
      const answer = allFailed(batch, service, failed)
      return void response.writeHead(answer.status, answer.headers).end(answer.body)
    }
    changeAnswer(response, (text) => batch.withFailures(text, failed))
    handler(replay(request, Buffer.from(body)), response)
  }
  return (request, response) => {
    if (request.method !== 'POST') return handler(request, response)
    serve(request, response).catch(() => response.destroy())
  }
}

function failures(batch: Batch, service: string, accessKey: string | undefined, entryFails: EntryFails): Set<number> {
  return new Set(batch.entries.flatMap((entry, index) => (entryFails({ service, accessKey }, entry) ? [index] : [])))
}

function allFailed(batch: Batch, service: string, failed: ReadonlySet<number>): AwsResponse {
  const headers = { 'content-type': contentTypes[service] ?? 'application/json' }
  return { status: 200, headers, body: batch.withFailures(undefined, failed) }
}

/** Holds the head of the answer back until its body is there, and changes both. */
function changeAnswer(response: ServerResponse, change: (body: string) => string): void {
  const writeHead = response.writeHead.bind(response)
  const end = response.end.bind(response)
  let status = 200
  let headers: OutgoingHttpHeaders = {}
  response.writeHead = ((code: number, ...rest: (string | OutgoingHttpHeaders)[]) => {
    status = code
    const given = rest.at(-1)
    headers = typeof given === 'object' ? given : {}
    return response
  }) as typeof response.writeHead
  response.end = ((chunk?: string | Buffer) => {
    const text = chunk?.toString() ?? ''
    const body = status === 200 ? change(text) : text
    const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length')
    writeHead(status, { ...Object.fromEntries(others), 'content-length': Buffer.byteLength(body) })
    return end(body)
  }) as typeof response.end
}
