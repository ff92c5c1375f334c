import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { expect, it } from 'vitest'
import { defineConsumer } from '../../lambdas/runtime/declarations/consumer.ts'
import { defineService, type ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { PARKING } from '../../lib/functions/entries.ts'
import { sourceNeeds } from '../../lib/functions/source-needs.ts'
import { happened } from './support/generated-system.ts'
import { buildPipeline, resources } from './support/synthesized.ts'

const needed = sourceNeeds(join(import.meta.dirname, '../..'), PARKING).flatMap(({ what }) =>
  typeof what === 'object' && 'variable' in what ? [what.variable] : [],
)

/** Services whose consumers do the same with order as these, in turn. */
const declare = (...ways: readonly ('continue' | 'hold' | 'none')[]): ServiceDeclaration[] =>
  ways.map((way, index) =>
    defineService({
      name: `service-${index}`,
      consumers: [
        defineConsumer({
          name: `consumer-${index}`,
          subscribesTo: [happened(index)],
          delivery: 'effectively-once',
          idempotency: 'versioned',
          ...(way === 'none' ? { ordering: 'none' } : { ordering: 'aggregate', onDeadLetter: way }),
        }),
      ],
    }),
  )

it.each([
  ['one', ['continue']],
  ['one', ['continue', 'hold', 'none']],
  ['one', Array<'continue'>(9).fill('continue')],
  ['services', ['continue', 'hold']],
] as const)(
  'in the layout %s the function that wakes up heads gets each variable that it reads, with consumers that %j',
  (layout, ways) => {
    const { app, stack } = buildPipeline({ layout }, declare(...ways))
    const stacks = layout === 'one' ? [stack] : app.node.children.filter((child) => 'templateOptions' in child)
    const functions = stacks
      .flatMap((one) => resources(Template.fromStack(one as typeof stack), 'AWS::Lambda::Function'))
      .filter(([, { Properties }]) => String(Properties.Description).startsWith('Wakes up what is parked'))
    const ordered = ways.filter((way) => way !== 'none').length
    expect(functions).toHaveLength(layout === 'one' ? Math.ceil(ordered / 8) : ordered)
    for (const [, { Properties }] of functions) {
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> }
      expect(Object.keys(Variables)).toEqual(expect.arrayContaining(needed))
    }
  },
)
