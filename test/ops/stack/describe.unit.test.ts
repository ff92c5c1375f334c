import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { describePipeline } from '../../../ops/stack/describe.ts'

const shared = 'EventPipeline-dev'
const payment = 'EventPipeline-dev-payment'
const joint = 'EventPipeline-dev-joint'

/** As CloudFormation answers. */
const deployed = (stacks: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  ({
    send: async ({ input: { StackName } }: { input: { StackName: string } }) => {
      const outputs = stacks[StackName]
      if (!outputs) throw new Error(`Stack with id ${StackName} does not exist`)
      const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }))
      return { Stacks: [{ StackName, Outputs }] }
    },
  }) as unknown as CloudFormationClient

const services = {
  [shared]: { EventTableName: 'events', OtherStacks: `${payment},${joint}` },
  [payment]: { PaymentTableName: 'payments', PipelineStack: shared },
  [joint]: { CommandRelayFunctionName: 'relay', PipelineStack: shared },
}

describe('a pipeline', () => {
  it('of one stack is that stack', async () => {
    expect(await describePipeline(deployed({ [shared]: { EventTableName: 'events' } }), shared)).toEqual({
      name: shared,
      others: [],
      outputs: [['EventTableName', 'events']],
    })
  })

  it.each([shared, payment, joint])('of several stacks is found by each of them: %s', async (stack) => {
    const { name, others, outputs } = await describePipeline(deployed(services), stack)
    expect([name, others]).toEqual([shared, [payment, joint]])
    expect(Object.fromEntries(outputs)).toMatchObject({
      EventTableName: 'events',
      PaymentTableName: 'payments',
      CommandRelayFunctionName: 'relay',
    })
  })

  it('is found while some of its stacks are not deployed yet', async () => {
    const { [joint]: _, ...sofar } = services
    expect((await describePipeline(deployed(sofar), shared)).others).toEqual([payment])
  })

  it('that is not there is not found', async () => {
    await expect(describePipeline(deployed({}), shared)).rejects.toThrow('does not exist')
  })
})
