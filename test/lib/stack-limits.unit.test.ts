import { describe, expect, it } from 'vitest'
import { limitsReport, stackLimits } from '../../lib/estimates/stack-limits.ts'
import type { StackTemplate } from '../../lib/validation/joined-template.ts'

/** A stack that uses exactly so much. */
function stackOf(resources: number, outputs = 0, bytes = 0, stackName = 'EventPipeline-dev'): StackTemplate {
  const many = <Value>(count: number, name: string, value: Value) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, value]))
  const template = {
    Resources: many(resources, 'R', { Type: 'AWS::SQS::Queue', Properties: {} }),
    Outputs: many(outputs, 'O', { Value: 'x' }),
    Description: '',
  } as StackTemplate['template'] & { Description: string }
  template.Description = 'x'.repeat(Math.max(0, bytes - Buffer.byteLength(JSON.stringify(template))))
  return { stackName, template }
}

const reportOf = (...stacks: StackTemplate[]) => limitsReport('dev', 'essential', stacks)

describe('what a stack uses of what it may have', () => {
  it('is counted in resources, outputs and bytes, of which CloudFormation takes a million', () => {
    expect(stackLimits(stackOf(3, 2, 12_345).template)).toEqual([
      { what: 'resources', used: 3, limit: 500 },
      { what: 'outputs', used: 2, limit: 200 },
      { what: 'bytes of template', used: 12_345, limit: 1_000_000 },
    ])
  })

  it.each([
    ['resources', stackOf(399), stackOf(400)],
    ['outputs', stackOf(1, 159), stackOf(1, 160)],
    ['bytes', stackOf(1, 0, 799_999), stackOf(1, 0, 800_000)],
  ])('is nearly full from 80 %% of its %s on', (_what, before, from) => {
    const nearly =
      'It is nearly full. With layout=services each service has a stack of its own: docs/deploy.md#layouts.'
    expect(reportOf(before)).not.toContain('full')
    expect(reportOf(from)).toContain(nearly)
  })

  it.each([
    ['resources', stackOf(500), stackOf(501)],
    ['outputs', stackOf(1, 200), stackOf(1, 201)],
    ['bytes of template', stackOf(1, 0, 1_000_000), stackOf(1, 0, 1_000_001)],
  ])('is said to be too much beyond the last of its %s', (what, last, beyond) => {
    expect(reportOf(last)).toContain('It is nearly full.')
    expect(reportOf(beyond)).toContain(`It has more ${what} than CloudFormation takes. With layout=services`)
  })

  it.each([
    ['resources', stackOf(500 - 22), 2],
    ['outputs', stackOf(1, 200 - 3), 3],
    ['bytes', stackOf(1, 0, 1_000_000 - 18_000), 1],
    ['none is left', stackOf(600), 0],
  ])('has room for as many consumers as the scarcest allows: %s', (_what, stack, room) => {
    expect(reportOf(stack)).toContain(`room for about ${room} more consumers.`)
  })

  it('is said of each of several stacks, and what to do of those that are nearly full, or more', () => {
    const named = (name: string, resources: number) => stackOf(resources, 0, 0, `EventPipeline-dev-${name}`)
    expect(reportOf(named('a', 399), named('b', 400), named('c', 501)).split('\n').slice(4)).toEqual([
      'EventPipeline-dev-b is nearly full: docs/deploy.md#layouts says what to do.',
      'EventPipeline-dev-c has more resources than CloudFormation takes: docs/deploy.md#layouts says what to do.',
    ])
  })
})
