import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A DynamoDB that says yes to everything after a fixed time, and counts. A process of its own, so that its CPU is not
 * counted as the consumer's. Settings come by message: `{ latencyMs, transactionLatencyMs }`.
 */
let latencyMs = 0
let transactionLatencyMs = 0
let calls = 0
let writeUnits = 0

const unitsOf = (operation: string, body: string): number => {
  if (operation === 'TransactWriteItems')
    return 2 * (JSON.parse(body) as { TransactItems: unknown[] }).TransactItems.length
  return operation === 'GetItem' ? 0 : 1
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    calls++
    writeUnits += unitsOf(operation, Buffer.concat(chunks).toString())
    const answer = () => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '2' }).end('{}')
    }
    const latency = operation === 'TransactWriteItems' ? transactionLatencyMs : latencyMs
    if (latency === 0) answer()
    else setTimeout(answer, latency)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', (message: { latencyMs: number; transactionLatencyMs: number } | 'counts') => {
  if (message === 'counts') {
    process.send?.({ calls, writeUnits })
    return
  }
  latencyMs = message.latencyMs
  transactionLatencyMs = message.transactionLatencyMs
  calls = 0
  writeUnits = 0
  process.send?.({ ready: true })
})
