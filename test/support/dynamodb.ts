import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { silentLogger } from '../../lambdas/runtime/aws/clients.ts'
import { quickToCopy } from '../../lambdas/runtime/aws/quick-to-copy.ts'
import type { TableIndex } from '../../lambdas/runtime/declarations/table-index.ts'
import { pipelineTables, serviceTable, type TableShape } from '../../lambdas/runtime/declarations/tables.ts'
import { type DynamoDbFaults, type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb/index.ts'
import type { AwsResponse } from '../../local/ports.ts'
import { inProcessTransport } from './in-process-transport.ts'
import { tableInput } from './table-input.ts'
import { testTables } from './test-tables.ts'

export { testTables } from './test-tables.ts'

export interface TestDynamoDb {
  /** Asks in this process; what it sends and hears is what it would over HTTP. */
  readonly client: DynamoDBClient
  /** Another client in this process. A client limits its retries over all of its calls, so a test that is about retries takes a new one. */
  newClient(): DynamoDBClient
  /** An address at which other processes reach it over HTTP. */
  listen(): Promise<string>
  /** Every operation that reached the database, in order, since the last `calls.length = 0`. */
  readonly calls: string[]
  readonly database: LocalDynamoDb
  /** What happens to the next requests, first in, first out. `pass` lets one through unharmed. */
  readonly faults: Fault[]
  close(): Promise<void>
}

/**
 * - `lose-answer`: the operation is carried out, then the connection breaks.
 * - `refuse`: the connection breaks, nothing is carried out.
 * - a function: answers itself (a throttle, say), nothing is carried out.
 * - `before` and `after`: are called before it is carried out, or after it and before the answer.
 */
export type Fault =
  | 'pass'
  | 'lose-answer'
  | 'refuse'
  | (() => { status: number; body: object })
  | { before: () => void }
  | { after: () => void }

/** DynamoDB in this process, with the pipeline's tables. Close it after the tests. */
export async function startTestDynamoDb(
  options: {
    readonly stateIndexes?: readonly TableIndex[]
    readonly now?: () => number
    readonly faults?: DynamoDbFaults
  } = {},
): Promise<TestDynamoDb> {
  const database = await startDynamoDb({
    region: 'eu-central-1',
    accountId: '000000000000',
    ...(options.now ? { clock: { now: options.now } } : {}),
    ...(options.faults ? { faults: options.faults } : {}),
  })
  const calls: string[] = []
  const faults: Fault[] = []
  const answer = answering({ database, calls, faults })
  const transport = inProcessTransport(({ headers, body }) => answer(headers, bytesOf(body)))
  const newClient = () => clientWith({ endpoint: 'http://dynamodb.test', requestHandler: transport, ...unasked })
  const servers: Server[] = []
  const client = newClient()
  await createTestTables(client, options.stateIndexes)
  calls.length = 0
  return {
    client,
    newClient,
    async listen() {
      const server = createServer((request, response) => void overHttp(request, response, answer))
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    calls,
    database,
    faults,
    async close() {
      client.destroy()
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
      await database.close()
    },
  }
}

/** What `Buffer.from` makes of the body is the same, but it has the SDK decode the text first, to encode that again. */
const bytesOf = (body: Uint8Array): Buffer => Buffer.from(body.buffer, body.byteOffset, body.byteLength)

/** Within the process nobody checks who asks, or with what, and to sign and to name the SDK is a fifth of the processor time of a call. */
const unasked = {
  signer: { sign: async (request) => request },
  defaultUserAgentProvider: async () => [],
} satisfies DynamoDBClientConfig

/** Of a database over HTTP. @param maxSockets calls at once. */
export const testClient = (endpoint: string, maxSockets = 50): DynamoDBClient =>
  clientWith({ endpoint, requestHandler: { httpAgent: { maxSockets } } })

function clientWith(config: DynamoDBClientConfig): DynamoDBClient {
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    logger: silentLogger,
    ...config,
  })
  return quickToCopy(client)
}

/** The pipeline's tables, in a database that has none of them. */
export async function createTestTables(client: DynamoDBClient, stateIndexes?: readonly TableIndex[]): Promise<void> {
  const shapes: Record<keyof typeof testTables, TableShape> = { ...pipelineTables, state: serviceTable(stateIndexes) }
  for (const [name, shape] of Object.entries(shapes)) {
    await client.send(new CreateTableCommand(tableInput(testTables[name as keyof typeof testTables], shape)))
  }
}

type Answer = (headers: Readonly<Record<string, unknown>>, body: Buffer) => Promise<AwsResponse | undefined>

/** @returns how to answer a request, with the faults that are planned; nothing where the connection breaks. */
const answering =
  ({ database, calls, faults }: Pick<TestDynamoDb, 'database' | 'calls' | 'faults'>): Answer =>
  async (headers, body) => {
    const fault = faults.shift() ?? 'pass'
    if (fault === 'refuse') return undefined
    calls.push(String(headers['x-amz-target'] ?? '').split('.')[1] ?? 'unknown')
    if (typeof fault === 'function') {
      const { status, body } = fault()
      return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) }
    }
    if (typeof fault === 'object' && 'before' in fault) {
      fault.before()
      return undefined
    }
    const result = await database.handle({
      service: 'dynamodb',
      region: 'eu-central-1',
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: headers as Record<string, string>,
      body,
    })
    if (typeof fault === 'object' && 'after' in fault) fault.after()
    return fault === 'lose-answer' || typeof fault === 'object' ? undefined : result
  }

async function overHttp(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const answered = await answer(request.headers, Buffer.concat(chunks))
  if (answered) response.writeHead(answered.status, answered.headers).end(answered.body)
  else request.socket.destroy()
}
