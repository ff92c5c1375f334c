import { expect, it } from 'vitest'
import { largeVariables } from '../../../lib/validation/large-variables.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { synthesized } from '../support/synthesized.ts'

const queues = (count: number) => {
  const parts = Array.from({ length: count }, (_, index) => [`"billing-${index}":"`, { Ref: `Queue${index}` }, '",'])
  return { 'Fn::Join': ['', parts.flat()] }
}
const relay = (COMMAND_QUEUES: unknown) => ({
  Resources: {
    Relay: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { COMMAND_QUEUES } } } },
  },
})

it("the variables of the pipeline's own functions fit into what Lambda takes", () => {
  expect(largeVariables(synthesized().toJSON() as Template)).toEqual([])
})

it('more addressees of commands than the relay can be told are refused at synth, with the variable and the limit', () => {
  expect(largeVariables(relay(queues(20)))).toEqual([])
  expect(largeVariables(relay(queues(40)))).toEqual([
    {
      resource: 'Relay',
      problem: expect.stringMatching(/^Relay: .* \d{4} of them in COMMAND_QUEUES; 4096 are allowed\.$/),
      fix: expect.stringContaining('let fewer consumers take commands'),
    },
  ])
})

it('variables count as the JSON that Lambda keeps them as, with quotes, commas and what is escaped', () => {
  const fits = 'x'.repeat(4096 - '{"COMMAND_QUEUES":""}'.length)
  expect(largeVariables(relay(fits))).toEqual([])
  expect(largeVariables(relay(`${fits.slice(2)}""`))).toHaveLength(1)
})
