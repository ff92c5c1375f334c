import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A DynamoDB that says yes to everything after a fixed time, and counts. It has a price for every product, and nothing else. A process of
 * its own, so that its CPU is not counted as the consumer's. Settings come by message: `{ latencyMs, transactionLatencyMs }`.
 */
let latencyMs = 0
let transactionLatencyMs = 0
let calls = 0
let writeUnits = 0

const unitsOf = (operation: string, body: string): number => {
  if (operation === 'TransactWriteItems')
    return 2 * (JSON.parse(body) as { TransactItems: unknown[] }).TransactItems.length
  return operation === 'GetItem' || operation === 'BatchGetItem' ? 0 : 1
}

interface Keys {
  readonly Keys: readonly { readonly pk: { readonly S: string } }[]
}

/** The prices that a batch asks for. */
function answerTo(operation: string, body: string): string {
  if (operation !== 'BatchGetItem') return '{}'
  const { RequestItems } = JSON.parse(body) as { RequestItems: Readonly<Record<string, Keys>> }
  const priced = ({ Keys }: Keys) =>
    Keys.filter(({ pk }) => pk.S.startsWith('price#')).map((key) => ({
      ...key,
      price: { N: '29.99' },
      currency: { S: 'USD' },
    }))
  const tables = Object.entries(RequestItems).map(([table, keys]) => [table, priced(keys)])
  return JSON.stringify({ Responses: Object.fromEntries(tables), UnprocessedKeys: {} })
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const body = Buffer.concat(chunks).toString()
    calls++
    writeUnits += unitsOf(operation, body)
    const text = answerTo(operation, body)
    const answer = () => {
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(text.length) }
      response.writeHead(200, headers).end(text)
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
