import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { startLocal } from '../../local/index.ts'
import type { Template } from '../../local/template/template.ts'
import { cleanUp, temporaryDirectory } from './fixture.ts'

afterEach(cleanUp)

const queue = (properties = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties })
const sharedQueue = {
  'Fn::GetStackOutput': { StackName: 'Shared', OutputName: 'DeadLettersArn', Region: { Ref: 'AWS::Region' } },
}
const shared: Template = {
  Resources: { DeadLetters: queue() },
  Outputs: { DeadLettersArn: { Value: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
}
/** Its queue gives up into that of the shared stack. */
const service = (more: Template['Resources'] = {}): Template => ({
  Resources: { Queue: queue({ RedrivePolicy: { deadLetterTargetArn: sharedQueue, maxReceiveCount: 3 } }), ...more },
  Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
})

/** A cloud assembly of several stacks; each depends on those before it. */
function assemblyOf(stacks: Readonly<Record<string, Template>>): string {
  const directory = join(temporaryDirectory(), 'cdk.out')
  mkdirSync(directory)
  const names = Object.keys(stacks)
  const artifacts = names.map((name, index) => {
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(stacks[name]))
    const properties = { templateFile: `${name}.json` }
    return [name, { type: 'aws:cloudformation:stack', dependencies: names.slice(0, index), properties }] as const
  })
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify({ version: '1', artifacts: Object.fromEntries(artifacts) }),
  )
  return directory
}

const run = async (stacks: Readonly<Record<string, Template>>) =>
  startLocal({ assemblyDir: assemblyOf(stacks), endpointPort: 0, apiPort: 0, quiet: true, warm: false, iam: false })

describe('several stacks', () => {
  test('one reads the outputs of another', async () => {
    const runtime = await run({ Shared: shared, Payment: service() })
    try {
      expect(runtime.stacks.map(({ stackName }) => stackName)).toEqual(['Shared', 'Payment'])
      expect(runtime.outputs.QueueUrl).toMatch(/Payment-Queue/)
    } finally {
      await runtime.close()
    }
  })

  test('are refused where one reads an output that is not there', async () => {
    await expect(run({ Payment: service() })).rejects.toThrow(
      'The stack Shared is not deployed, or has no output DeadLettersArn',
    )
  })

  test('one that is new is created beside those that run, and what has not changed is left alone', async () => {
    const runtime = await run({ Shared: shared, Payment: service() })
    try {
      const next = assemblyOf({ Shared: shared, Payment: service(), Order: service({ More: queue() }) })
      expect(await runtime.deployAll(next)).toEqual({
        created: expect.arrayContaining(['Queue', 'More']),
        updated: [],
        replaced: [],
        removed: [],
      })
      expect(runtime.stacks.map(({ stackName, status }) => [stackName, status])).toEqual([
        ['Shared', 'CREATE_COMPLETE'],
        ['Payment', 'CREATE_COMPLETE'],
        ['Order', 'CREATE_COMPLETE'],
      ])
      const url = runtime.outputs.QueueUrl
      expect(await runtime.update(assemblyOf({ Shared: shared, Order: service() }), 'Order')).toMatchObject({
        removed: ['More'],
      })
      expect(runtime.outputs.QueueUrl).toBe(url)
    } finally {
      await runtime.close()
    }
  })

  test('one that cannot be created leaves nothing, and the others as they were', async () => {
    const runtime = await run({ Shared: shared })
    try {
      const wrong = service({
        Source: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: { FunctionName: 'nobody', Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
          DependsOn: 'Queue',
        },
      })
      await expect(runtime.deployAll(assemblyOf({ Shared: shared, Payment: wrong }))).rejects.toThrow(
        /Payment: cannot create Source .* \(rolled back\)/,
      )
      expect(runtime.stacks.map(({ stackName }) => stackName)).toEqual(['Shared'])
      expect((await runtime.deployAll(assemblyOf({ Shared: shared, Payment: service() }))).created).toEqual(['Queue'])
    } finally {
      await runtime.close()
    }
  })
})
