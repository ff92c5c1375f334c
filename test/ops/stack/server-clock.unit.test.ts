import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { serverClock } from '../../../ops/stack/server-clock.ts'

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
  return { clock, read: () => client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'k' } } })) }
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

  it('is set by the last answer', async () => {
    const { clock, read } = computer('Tue, 28 Apr 2026 09:50:00 GMT', 'Tue, 28 Apr 2026 10:00:00 GMT')
    await read()
    await read()
    expect(clock.now()).toBe(start)
  })
})
