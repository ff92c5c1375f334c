import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { concurrencyNeed, concurrencyReport, neededQuota } from '../../../lib/estimates/concurrency.ts'
import { estimates } from '../../../lib/estimates/estimates.ts'
import { services } from '../../../lib/services.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { consumers, resources, synthesized } from '../support/synthesized.ts'

const templateOf = (context: Record<string, unknown> = {}) => synthesized(context).toJSON() as Template
const need = (context?: Record<string, unknown>) => concurrencyNeed(templateOf(context))

describe('the concurrency that a stage needs', () => {
  it('is what its consumers, relays and waiting requests may take at once', () => {
    const declared = consumers.reduce((sum, { maxConcurrency }) => sum + maxConcurrency, 0)
    expect(need()).toEqual({ consumers: declared, relays: 10, waiting: 5, reserved: 0 })
    expect(neededQuota(need())).toBe(declared + 15)
  })

  it('follows the settings', () => {
    const apis = services.filter(({ api }) => api).length
    expect(need({ maxWaiting: 40, apiConcurrency: 20 })).toMatchObject({ waiting: 40, reserved: 20 * apis })
    expect(need({ maxWaiting: 0 }).waiting).toBe(0)
  })

  it('leaves the 100 unreserved that Lambda demands, where something is reserved', () => {
    expect(neededQuota({ consumers: 20, relays: 8, waiting: 5, reserved: 40 })).toBe(140)
    expect(neededQuota({ consumers: 200, relays: 8, waiting: 5, reserved: 40 })).toBe(253)
  })

  it('reserves nothing unless it is asked to: a new account could not be deployed to', () => {
    for (const [, { Properties }] of resources(synthesized(), 'AWS::Lambda::Function')) {
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions')
    }
  })

  it('lets fewer requests wait than the ten executions of a new account, so that what they wait for can run', () => {
    expect(need().waiting).toBeLessThanOrEqual(5)
  })

  it('is told at synth and in docs/deploy.md', () => {
    const settings = {
      stage: 'dev',
      consumerMetrics: 'essential',
      apiMetrics: 'essential',
      alarms: 'essential',
    } as const
    expect(estimates([{ stackName: 'EventPipeline-dev', template: templateOf() }], services, settings)).toContain(
      concurrencyReport('dev', need()),
    )
    const page = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8')
    const [, told] = /\*\*(\d+) concurrent executions\*\*/.exec(page) ?? []
    expect(Number(told)).toBe(neededQuota(need()))
  })
})
