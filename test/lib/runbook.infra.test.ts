import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AlarmTemplate, alarmsOf, withFurther } from '../../ops/catalog/alarms.ts'
import { consumers, type Resource, resources, synthesized } from './support/synthesized.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8')

/** Sections about alarms; the others are about the page itself. */
const sections = [...page.matchAll(/^## (.+)$/gm)]
  .map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'))
  .filter((section) => section !== 'which-alarms-there-are')

const all = resources(synthesized({ alarms: 'all' }), 'AWS::CloudWatch::Alarm')
const runbookUrl = 'https://example.com/shop/docs/runbook.md'
/** The alarms of stage prod, whose people read the runbook elsewhere. */
const prod = resources(synthesized({ stage: 'prod', alarms: 'all', runbookUrl }), 'AWS::CloudWatch::Alarm')
const essential = resources(synthesized(), 'AWS::CloudWatch::Alarm')

const alarmsIn = (alarms: 'essential' | 'all') =>
  alarmsOf(synthesized(alarms === 'all' ? { alarms } : {}).toJSON() as AlarmTemplate)

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

  it('is named by the address at which a stage says that its people read it', () => {
    const [, lag] = prod.find(([, alarm]) => sectionOf(alarm) === 'lag')!
    expect(descriptionOf(lag)).toContain(`See ${runbookUrl}#lag. Start with: `)
  })

  it('is where the catalog leads from every alarm, of whose consumers it knows which they are', () => {
    const catalog = withFurther(alarmsIn('essential'), alarmsIn('all'))
    expect(catalog.map(({ section }) => section)).toEqual(catalog.map(() => expect.toBeOneOf(sections)))
    expect(catalog.filter(({ onlyWith }) => onlyWith === undefined)).toHaveLength(essential.length)
    expect(catalog).toHaveLength(all.length)
    const watched = new Set(catalog.flatMap((alarm) => alarm.consumers))
    expect([...watched].sort()).toEqual(consumers.map(({ name }) => name).sort())
    for (const consumer of watched) {
      const own = catalog.filter((alarm) => alarm.consumers.includes(consumer)).map(({ section }) => section)
      expect(own).toEqual(expect.arrayContaining(['dead-letters', 'lag', 'crashes', 'slow-consumer']))
    }
  })

  it.each([
    ['dev', all],
    ['prod', prod],
  ] as const)('has alarms whose commands look at %s, which is their own stage', (stage, alarms) => {
    const commands = alarms.flatMap(([id, alarm]) =>
      [...descriptionOf(alarm).matchAll(/npm run ops -- [^.]*/g)].map(([command]) => [id, command] as const),
    )
    expect(commands.length).toBeGreaterThan(20)
    for (const [id, command] of commands)
      expect([id, command]).toEqual([id, expect.stringMatching(new RegExp(` --stack EventPipeline-${stage}$`))])
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

  it('that counts runs does not go off in a new stage, where the first period and the newest one are there in part only', () => {
    const counting = all.filter(([, { Properties }]) => JSON.stringify(Properties.Metrics ?? '').includes('FILL(runs'))
    expect(counting.length).toBeGreaterThan(0)
    for (const [id, { Properties }] of counting)
      expect([id, Number(Properties.DatapointsToAlarm)]).toEqual([
        id,
        expect.toSatisfy((periods: number) => periods > 2),
      ])
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
    const namespaces = (alarms: typeof all) =>
      alarms.flatMap(([, alarm]) => JSON.stringify(alarm.Properties).match(/"EventPipeline\/[a-z]+"/g) ?? [])
    expect(new Set(namespaces(all))).toEqual(new Set(['"EventPipeline/dev"']))
    expect(new Set(namespaces(prod))).toEqual(new Set(['"EventPipeline/prod"']))
  })
})
