import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localClientSettings } from '../../dev/local-client.ts'
import { openQueueBacklog } from '../../dev/queue-backlog.ts'
import { services } from '../../lib/services.ts'
import { deploy } from './kit/deploy.ts'
import { startLocalProcess } from './kit/local-process.ts'
import { describeNeeding } from './kit/needs.ts'
import { synthesizeOtherCode } from './kit/next-version.ts'
import { opsOf } from './kit/ops.ts'
import { keepOrdering, openShop, orderEnds } from './kit/shop.ts'
import { until } from './kit/wait.ts'

let directory: string
let previous: NodeJS.ProcessEnv

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'upgrade-services-'))
  previous = { ...process.env }
})

afterEach(async () => {
  process.env = previous
  await rm(directory, { recursive: true, force: true })
})

const LAYOUT = { layout: 'services' }

describeNeeding('own-runtime')('a stack per service (A4)', () => {
  it('each service goes to another version alone, and back, while orders keep coming: nothing is refused, dead-lettered or left open', async () => {
    const here = join(directory, 'here')
    const elsewhere = join(directory, 'elsewhere')
    for (const one of [here, elsewhere]) mkdirSync(one)
    const [local, other] = await Promise.all([
      startLocalProcess(['--no-sample', '--no-console', '--layout', 'services', '--assembly', here]),
      synthesizeOtherCode(elsewhere, LAYOUT),
    ])
    const cloudFormation = new CloudFormationClient(localClientSettings(local.endpointUrl))
    const queues = await openQueueBacklog(local.endpointUrl)
    const deployed = async (assembly: string, service: string) => {
      const StackName = `EventPipeline-dev-${service}`
      await deploy(cloudFormation, assembly, StackName)
      const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }))
      return StackResources.filter(
        ({ ResourceType, ResourceStatus }) =>
          ResourceType === 'AWS::Lambda::Function' && ResourceStatus === 'UPDATE_COMPLETE',
      ).length
    }
    try {
      process.env.PIPELINE_API_URL = local.apiUrl
      process.env.PIPELINE_ENDPOINT_URL = local.endpointUrl
      const ordering = keepOrdering(await openShop({ funds: 100_000, stock: 10_000, price: 2 }))
      await until('some orders before', async () => ordering.placed.length >= 3)
      for (const { name, consumers, api } of services) {
        const functions = consumers.length + (api ? 1 : 0)
        for (const version of [other, here]) {
          expect([name, await deployed(version, name)]).toEqual([name, expect.toSatisfy((count) => count >= functions)])
        }
      }
      const during = ordering.placed.length
      await until('some orders after', async () => ordering.placed.length >= during + 3)
      const placed = await ordering.stop()

      const ends = await Promise.all(placed.map(({ order_id }) => orderEnds(order_id)))
      expect(ends.map(({ status }) => status)).toEqual(placed.map(() => 'confirmed'))
      await until('the pipeline to be at rest', async () => (await queues.count()) === 0)
      expect(await queues.deadLetters()).toBe(0)
      const { stdout } = await opsOf(process.cwd(), 'can-i-deploy', '--json')
      expect(JSON.parse(stdout)).toMatchObject({ together: true, inSeveralStacks: true })
    } finally {
      queues.close()
      cloudFormation.destroy()
      await local.stop()
    }
  })
})
