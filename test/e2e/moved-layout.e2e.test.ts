import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation'
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localClientSettings } from '../../dev/local-client.ts'
import { synthesize } from '../../dev/synthesize.ts'
import { services } from '../../lib/services.ts'
import { describePipeline } from '../../ops/stack/describe.ts'
import { deploy, deployAll } from './kit/deploy.ts'
import { emptyBucket } from './kit/empty-bucket.ts'
import { startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { opsOf } from './kit/ops.ts'
import { get, openShop, orderEnds, placeOrder } from './kit/shop.ts'

let directory: string
let previous: NodeJS.ProcessEnv

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moved-layout-'))
  previous = { ...process.env }
})

afterEach(async () => {
  process.env = previous
  await rm(directory, { recursive: true, force: true })
})

const PIPELINE = 'EventPipeline-dev'

describeNeeding('own-runtime')('a pipeline that goes from one stack to a stack per service, and back (A4)', () => {
  it('keeps what its services share, takes orders in each of the layouts, and is found by the tools in each', async () => {
    const [one, several] = ['one', 'services'].map((name) => join(directory, name)) as [string, string]
    for (const each of [one, several]) mkdirSync(each)
    const [local] = await Promise.all([
      startLocalProcess(['--no-sample', '--no-console', '--layout', 'one', '--assembly', one]),
      synthesize(several, { stage: 'dev', layout: 'services' }),
    ])
    const client = new CloudFormationClient(localClientSettings(local.endpointUrl))
    const s3 = new S3Client({ ...localClientSettings(local.endpointUrl), forcePathStyle: true })
    const remove = async (StackName: string) => {
      await client.send(new DeleteStackCommand({ StackName }))
      const waiting = { client, maxWaitTime: 360, minDelay: 0.2, maxDelay: 0.5 }
      await waitUntilStackDeleteComplete(waiting, { StackName })
    }
    const order = async () => {
      const { order_id } = await placeOrder(await openShop())
      expect(await orderEnds(order_id)).toMatchObject({ status: 'confirmed' })
      return order_id
    }
    const verdict = async () => JSON.parse((await opsOf(process.cwd(), 'can-i-deploy', '--json')).stdout)
    try {
      process.env.PIPELINE_API_URL = local.apiUrl
      process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
      const first = await order()
      expect(await verdict()).toMatchObject({ together: true, inSeveralStacks: false })

      const names = services.map(({ name }) => name)
      await deployAll(client, several, names)
      const second = await order()
      expect(await verdict()).toMatchObject({ together: true, inSeveralStacks: true })

      const { outputs } = await describePipeline(client, PIPELINE)
      for (const name of [...names, 'joint']) {
        const stack = `${PIPELINE}-${name}`
        // CloudFormation deletes no bucket with something in it, and keeps that alone: the function that would fill it again is gone.
        await remove(stack).catch(async (error: Error) => {
          expect([name, error.message]).toEqual(['audit', expect.stringContaining('failed to delete: [AuditBucket')])
          await emptyBucket(s3, new Map(outputs).get('AuditBucketName') ?? '')
          await remove(stack)
        })
      }
      await deploy(client, one, PIPELINE)
      await order()
      expect(await verdict()).toMatchObject({ together: true, inSeveralStacks: false })
      for (const id of [first, second]) expect(await get(`/orders/${id}`)).toMatchObject({ status: 'confirmed' })
    } finally {
      client.destroy()
      s3.destroy()
      await local.stop()
    }
  })
})
