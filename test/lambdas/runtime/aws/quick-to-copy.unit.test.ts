import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { HttpResponse } from '@smithy/core/protocols'
import { expect, it } from 'vitest'
import { quickToCopy } from '../../../../lambdas/runtime/aws/quick-to-copy.ts'

/** Asks V8 itself: nothing else tells the two apart but time. */
function hasFixedLayout(object: object): boolean {
  setFlagsFromString('--allow-natives-syntax')
  try {
    return runInNewContext('(object) => %HasFastProperties(object)')(object) as boolean
  } finally {
    setFlagsFromString('--no-allow-natives-syntax')
  }
}

const answer = async () => ({ response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from('{}') }) })
const newClient = () =>
  new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { handle: answer },
  })
const call = (client: DynamoDBClient) => client.send(new GetItemCommand({ TableName: 'table', Key: {} }))

it('gives the configuration of a client a fixed layout from its first call on, which the SDK alone does not', async () => {
  const [plain, quick] = [newClient(), newClient()]
  expect(quickToCopy(quick)).toBe(quick)
  for (const client of [plain, quick]) await call(client)
  expect([plain, quick].map(({ config }) => hasFixedLayout(config))).toEqual([false, true])
})

it('leaves the configuration as it is', () => {
  const client = newClient()
  const { config } = client
  const members = Object.entries(config)
  quickToCopy(client)
  expect(client.config).toBe(config)
  expect(Object.entries(config)).toEqual(members)
  expect(Object.getPrototypeOf(config)).toBe(Object.prototype)
})
