import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Resource, resources, synthesized } from './support/synthesized.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8')

/** Sections about alarms; the others are about the page itself. */
const sections = [...page.matchAll(/^## (.+)$/gm)]
  .map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'))
  .filter((section) => section !== 'which-alarms-there-are')

const all = resources(synthesized({ alarms: 'all' }), 'AWS::CloudWatch::Alarm')
const essential = resources(synthesized(), 'AWS::CloudWatch::Alarm')

/** With each name of a resource as `<it>`. */
function descriptionOf({ Properties: { AlarmDescription } }: Resource): string {
  if (typeof AlarmDescription === 'string') return AlarmDescription
  const [, parts] = (AlarmDescription as { 'Fn::Join': [string, unknown[]] })['Fn::Join']
  return parts.map((part) => (typeof part === 'string' ? part : '<it>')).join('')
}

const sectionOf = (alarm: Resource) => /docs\/runbook\.md#([a-z-]+)\. Start with: \S/.exec(descriptionOf(alarm))?.[1]

describe('the runbook', () => {
  it('has a section for every alarm, which names it and a command to start with', () => {
    expect(all.length).toBeGreaterThan(essential.length)
    for (const [id, alarm] of [...all, ...essential])
      expect([id, sections]).toEqual([id, expect.arrayContaining([sectionOf(alarm)])])
  })

  it('has an alarm for every section', () => {
    const watched = new Set(all.map(([, alarm]) => sectionOf(alarm)))
    expect(sections.filter((section) => !watched.has(section))).toEqual([])
  })

  it.each(sections)('says of %s what it means, where to look, what to do and when to stop', (section) => {
    const text =
      page.split(/^## /m).find((one) => one.toLowerCase().replaceAll(' ', '-').startsWith(`${section}\n`)) ?? ''
    for (const part of ['**Means.**', '**Look', '**Do', '**Stop when**']) expect(text).toContain(part)
  })

  it('fits the description of an alarm, which may have 1,024 characters, with names of up to 80', () => {
    for (const [, alarm] of all)
      expect(descriptionOf(alarm).replaceAll('<it>', 'x'.repeat(120)).length).toBeLessThan(1024)
  })
})

describe('every alarm', () => {
  it.each(all)(
    '%s tells the topic when it goes off and when it is over, and takes no data for no trouble',
    (_id, alarm) => {
      expect(alarm.Properties).toMatchObject({
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: expect.stringMatching(/^AlarmTopic/) }],
        OKActions: [{ Ref: expect.stringMatching(/^AlarmTopic/) }],
      })
    },
  )

  it('that fills gaps looks at more periods than it needs: CloudWatch has the newest values late', () => {
    const filled = all.filter(([, { Properties }]) => JSON.stringify(Properties.Metrics ?? '').includes('FILL('))
    expect(filled.length).toBeGreaterThan(10)
    for (const [id, { Properties }] of filled) {
      expect([id, Number(Properties.EvaluationPeriods)]).toEqual([
        id,
        expect.toSatisfy((of: number) => of > Number(Properties.DatapointsToAlarm)),
      ])
    }
  })

  it('that joins metrics has a value while one of them has none', () => {
    for (const [id, { Properties }] of all) {
      const queries = (Properties.Metrics ?? []) as { Id: string; Expression?: string }[]
      for (const { Expression = '' } of queries) {
        const used = queries.filter(({ Id }) => new RegExp(`\\b${Id}\\b`).test(Expression))
        const filled = used.filter(({ Id }) => new RegExp(`FILL\\((DIFF\\()?${Id}\\b`).test(Expression))
        if (used.length > 1) expect([id, filled]).toEqual([id, used])
      }
    }
  })

  it('has at most the ten metrics that CloudWatch takes', () => {
    for (const [, { Properties }] of all) {
      const metrics = (Properties.Metrics ?? []) as { MetricStat?: object }[]
      expect(metrics.filter(({ MetricStat }) => MetricStat).length).toBeLessThanOrEqual(10)
    }
  })

  it('watches its own stage only, but for the concurrency that all share', () => {
    const namespaces = (stage: string) =>
      resources(synthesized({ stage }), 'AWS::CloudWatch::Alarm').flatMap(
        ([, alarm]) => JSON.stringify(alarm.Properties).match(/"EventPipeline\/[a-z]+"/g) ?? [],
      )
    expect(new Set(namespaces('dev'))).toEqual(new Set(['"EventPipeline/dev"']))
    expect(new Set(namespaces('prod'))).toEqual(new Set(['"EventPipeline/prod"']))
  })
})
