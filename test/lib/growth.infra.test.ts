import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineCommand } from '../../events/define-command.ts'
import { defineConsumer } from '../../lambdas/runtime/declarations/consumer.ts'
import { defineService, type ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { limitsReport, PER_CONSUMER, stackLimits } from '../../lib/estimates/stack-limits.ts'
import { services } from '../../lib/services.ts'
import type { Template as Synthesized } from '../../lib/validation/template.ts'
import { brokenRules } from '../../lib/validation/wiring-checks.ts'
import { readOutputs } from '../../ops/stack/outputs.ts'
import { countsOf, LIMITS, widgetsOf } from './support/dashboard.ts'
import { happened, largeSystem, WITHOUT_LIMIT } from './support/generated-system.ts'
import { buildPipeline, synthesized, synthesizedOnce } from './support/synthesized.ts'

const templateOf = (declared: readonly ServiceDeclaration[], context = {}) =>
  readTemplate(Template.fromStack(buildPipeline({ ...WITHOUT_LIMIT, ...context }, declared).stack))
const readTemplate = (template: Template) => template.toJSON() as Synthesized & { readonly Outputs: Outputs }
type Outputs = Readonly<Record<string, { readonly Value?: unknown }>>
const used = (template: Synthesized) => Object.keys(template.Resources).length

const doMore = defineCommand({
  type: 'do_more',
  addressee: 'more',
  meaning: 'Do more.',
  schema: z.object({ id: z.string() }),
  example: { id: '1' },
})

describe('a consumer more', () => {
  const atomic = { name: 'more', delivery: 'effectively-once', idempotency: 'atomic' } as const
  const kinds = {
    unordered: defineConsumer({ name: 'more', subscribesTo: [happened(1)], delivery: 'at-least-once' }),
    'with a circuit': defineConsumer({
      name: 'more',
      subscribesTo: [happened(1)],
      delivery: 'at-least-once',
      breakers: ['ses'],
    }),
    'in order, by FIFO queues': defineConsumer({ ...atomic, subscribesTo: [happened(1)], ordering: 'aggregate' }),
    'in order, holding what follows a dead letter': defineConsumer({
      ...atomic,
      subscribesTo: [happened(1)],
      ordering: 'aggregate',
      onDeadLetter: 'hold',
    }),
    'of commands': defineConsumer({ ...atomic, accepts: [doMore] }),
    'that sets deadlines': defineConsumer({
      ...atomic,
      subscribesTo: [happened(1)],
      uses: { schedules: 'checkout-commands' },
    }),
  }
  const uses = (template: Parameters<typeof stackLimits>[0]) => stackLimits(template).map((use) => use.used)
  /** What one more takes of each limit of a stack. */
  const more = (one: (typeof kinds)[keyof typeof kinds], context = {}) => {
    const before = uses(readTemplate(synthesized(context)))
    const after = uses(templateOf([...services, defineService({ name: 'more', consumers: [one] })], context))
    return stackLimits(readTemplate(synthesized(context))).map(
      ({ what }, index) => [what, after[index]! - before[index]!] as const,
    )
  }

  it.each(Object.entries(kinds))('%s takes at most 11 resources, and no more than synth reckons with', (_kind, one) => {
    expect(PER_CONSUMER.essential.resources).toBe(11)
    for (const [what, took] of more(one)) expect([what, took]).toEqual([what, atMost(PER_CONSUMER.essential[what])])
  })

  it.each(['unordered', 'in order, by FIFO queues'] as const)('%s takes at most 14 with all alarms', (kind) => {
    for (const [what, took] of more(kinds[kind], { alarms: 'all' })) {
      expect([what, took]).toEqual([what, atMost(PER_CONSUMER.all[what])])
    }
  })

  const atMost = (most: number) => expect.toSatisfy((took: number) => took <= most, `at most ${most}`)
})

describe('60 consumers in 20 services, of 100 types of events', () => {
  const { template: built, seconds } = synthesizedOnce({ ...WITHOUT_LIMIT, layout: 'one' }, largeSystem)
  const template = readTemplate(built)

  it('synthesize, and every consumer is wired soundly', () => {
    console.info(`60 consumers synthesized in ${seconds.toFixed(1)} s: ${used(template)} resources`)
    const consumers = largeSystem.flatMap((service) => service.consumers)
    expect(consumers).toHaveLength(60)
    expect(brokenRules(template, consumers)).toEqual([])
  })

  it('stay within the outputs that a stack may have, and each of them can be found', () => {
    const names = readOutputs(Object.keys(template.Outputs).map((name) => [name, '{"queueUrl":"u"}']))
    expect(Object.keys(template.Outputs).length).toBeLessThan(200)
    for (let index = 0; index < 60; index += 1) expect(names.get(`ConsumerConsumer${index}QueueUrl`)).toBe('u')
  })

  it('fit on one dashboard', () => {
    const counts = countsOf(widgetsOf(built))
    for (const [of, most] of Object.entries(LIMITS)) {
      expect(counts[of as keyof typeof LIMITS], of).toBeLessThanOrEqual(most)
    }
  })

  it('need more resources than one stack may have, which is said when it is synthesized', () => {
    const report = limitsReport('dev', 'essential', [{ stackName: 'EventPipeline-dev', template }])
    expect(report).toMatch(/uses \d+ of 500 resources, \d+ of 200 outputs, [\d,]+ of 1,000,000 bytes of template/)
    expect(report).toContain('room for about 0 more consumers')
    expect(report).toContain(
      'It has more resources and bytes of template than CloudFormation takes. With layout=services each service has a stack of its own: docs/deploy.md',
    )
    expect(() => Template.fromStack(buildPipeline({}, largeSystem).stack)).toThrow(
      /greater than allowed maximum of 500/,
    )
  })
})
