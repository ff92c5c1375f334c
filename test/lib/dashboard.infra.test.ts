import { describe, expect, it } from 'vitest'
import { resources, synthesized } from './support/synthesized.ts'

interface Widget {
  readonly properties: { readonly title: string; readonly metrics?: readonly unknown[] }
}

const [dashboard] = resources(synthesized(), 'AWS::CloudWatch::Dashboard')

/** With each reference as a name of the greatest length, 255 characters. */
function body(): string {
  const value = dashboard?.[1].Properties.DashboardBody as string | { 'Fn::Join': [string, unknown[]] }
  if (typeof value === 'string') return value
  return value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'x'.repeat(255))).join('')
}

describe('the dashboard', () => {
  const { widgets } = JSON.parse(body()) as { widgets: Widget[] }
  const metrics = widgets.map(({ properties }) => properties.metrics?.length ?? 0)

  it('stays far below the limits of CloudWatch', () => {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: 500 widgets per dashboard,
    // 500 metrics per widget, 2,500 metrics per dashboard.
    expect(widgets.length).toBeLessThan(250)
    expect(Math.max(...metrics)).toBeLessThan(250)
    expect(metrics.reduce((sum, count) => sum + count, 0)).toBeLessThan(1250)
  })

  it('shows the time of requests without what callers wished to wait', () => {
    const graph = widgets.find(({ properties }) => properties.title === 'API: milliseconds, without waiting')
    expect(JSON.stringify(graph)).toContain('"EventPipeline/dev","RequestTime","scope","stage"')
  })
})
