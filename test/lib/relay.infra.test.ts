import { describe, expect, it } from 'vitest'
import { valueAt } from '../../lib/validation/template.ts'
import { consumers, resources, synthesized } from './support/synthesized.ts'

const template = synthesized()
const streams = resources(template, 'AWS::Lambda::EventSourceMapping').filter(
  ([, { Properties }]) => Properties.StartingPosition !== undefined,
)

describe('relays', () => {
  it('are two: of events and of commands', () => {
    expect(streams).toHaveLength(2)
  })

  it.each(streams)('%s never blocks a shard for good and never loses a record', (_id, { Properties }) => {
    expect(Properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    })
    expect(Number(Properties.MaximumRetryAttempts)).toBeGreaterThan(0)
    expect(Number(Properties.MaximumRecordAgeInSeconds)).toBeLessThan(86_400)
  })

  it('of commands knows the queue of every addressee', () => {
    const functions = resources(template, 'AWS::Lambda::Function')
    const urls = functions.flatMap(([, { Properties }]) => {
      const joined = valueAt(Properties, 'Environment', 'Variables', 'COMMAND_QUEUES')
      return joined ? [JSON.stringify(joined)] : []
    })
    expect(urls).toHaveLength(1)
    const addressees = consumers.filter(({ accepts }) => accepts.length > 0)
    expect(addressees.length).toBeGreaterThan(0)
    for (const { name } of addressees) expect(urls[0]).toContain(`\\"${name}\\"`)
  })
})
