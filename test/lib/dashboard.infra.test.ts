import { describe, expect, it } from 'vitest'
import { countsOf, LIMITS, widgetsOf } from './support/dashboard.ts'
import { consumers, resources, synthesized } from './support/synthesized.ts'

describe('the dashboard', () => {
  const widgets = widgetsOf(synthesized())

  it('stays far below the limits of CloudWatch', () => {
    const counts = countsOf(widgets)
    for (const [of, most] of Object.entries(LIMITS)) {
      expect(counts[of as keyof typeof LIMITS], of).toBeLessThanOrEqual(of === 'alarmsOfWidget' ? most : most / 2)
    }
  })

  it('begins with whether anything is wrong: every alarm, and lag, dead letters and events of each consumer', () => {
    const titles = widgets.slice(0, 4).map(({ properties }) => properties.title)
    expect(titles).toEqual([
      'Alarms',
      'Lag of each consumer, ms (p99)',
      'Dead letters of each consumer',
      'Events of each consumer',
    ])
    expect(widgets[0]?.properties.alarms).toHaveLength(resources(synthesized(), 'AWS::CloudWatch::Alarm').length)
    for (const { properties } of widgets.slice(1, 4)) expect(properties.metrics).toHaveLength(consumers.length)
  })

  it('shows the time of requests without what callers wished to wait', () => {
    const graph = widgets.find(({ properties }) => properties.title === 'API: milliseconds, without waiting')
    expect(JSON.stringify(graph)).toContain('"EventPipeline/dev","RequestTime","scope","stage"')
  })
})
