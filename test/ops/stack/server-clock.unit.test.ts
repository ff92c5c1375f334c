import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../lambdas/runtime/system/clock.ts'
import { openAuditLog } from '../../../ops/audit/open-audit-log.ts'
import { serverClock } from '../../../ops/stack/server-clock.ts'
import { openStack } from '../../../ops/stack/stack.ts'

const start = Date.parse('2026-04-28T10:00:00.000Z')

/** A store whose answers are of these times, and a computer whose clock stands still. */
function computer(...dates: readonly (string | undefined)[]) {
  const answers = [...dates]
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    requestHandler: {
      handle: async () => {
        const date = answers.shift()
        const headers = { 'content-type': 'application/x-amz-json-1.0', ...(date !== undefined && { date }) }
        return { response: { statusCode: 200, headers, body: new TextEncoder().encode('{}') } as never }
      },
    },
  })
  const clock = serverClock(client, { now: () => start })
  return { client, clock, read: () => client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'k' } } })) }
}

describe("the time of an operator's computer", () => {
  it.each([
    ['ahead', 'Tue, 28 Apr 2026 09:50:00 GMT', -600_000],
    ['behind', 'Tue, 28 Apr 2026 10:10:00 GMT', 600_000],
    ['right, as far as a header can tell', 'Tue, 28 Apr 2026 09:59:57 GMT', 0],
    ['compared with none', undefined, 0],
  ])('is corrected by the answers of AWS where it is %s', async (_what, date, correctionMs) => {
    const { clock, read } = computer(date)
    expect(clock.now()).toBe(start)
    await read()
    expect(clock.now() - start).toBe(correctionMs)
  })

  it('is one for each client, whoever asks for it', async () => {
    const { client, clock, read } = computer('Tue, 28 Apr 2026 09:50:00 GMT')
    const again = serverClock(client, { now: () => 0 })
    await read()
    expect(again).toBe(clock)
  })

  it('is known from the description of the stack, so that the audit log is stamped by it from its first line on', async () => {
    const answers = createServer((_, response) => {
      response.setHeader('date', 'Tue, 28 Apr 2020 10:00:00 GMT')
      response.end(`<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>EventPipeline-dev</StackName><Outputs><member>
        <OutputKey>AuditLogTableName</OutputKey><OutputValue>audit</OutputValue>
        </member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`)
    })
    await new Promise<void>((listening) => answers.listen(0, '127.0.0.1', listening))
    try {
      const { port } = answers.address() as AddressInfo
      const stack = await openStack({ stack: 'EventPipeline-dev', endpoint: `http://127.0.0.1:${port}` }, {})
      const dynamo = new DynamoDBClient(stack.clientSettings)
      const { clock } = await openAuditLog(stack, dynamo)
      const dayOf = ({ now }: Clock) => new Date(now()).toISOString().slice(0, 10)
      expect([stack.clock, clock].map(dayOf)).toEqual(['2020-04-28', '2020-04-28'])
      dynamo.destroy()
    } finally {
      answers.closeAllConnections()
      answers.close()
    }
  })

  it('is set by the last answer', async () => {
    const { clock, read } = computer('Tue, 28 Apr 2026 09:50:00 GMT', 'Tue, 28 Apr 2026 10:00:00 GMT')
    await read()
    await read()
    expect(clock.now()).toBe(start)
  })
})
