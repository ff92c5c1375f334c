import { resources, type synthesized } from './synthesized.ts'

export interface Widget {
  readonly type: string
  readonly properties: {
    readonly title: string
    readonly metrics?: readonly unknown[]
    readonly alarms?: readonly unknown[]
  }
}

/** The widgets of the template's dashboard, with each reference as a name of the greatest length, 255 characters. */
export function widgetsOf(template: ReturnType<typeof synthesized>): readonly Widget[] {
  const [dashboard] = resources(template, 'AWS::CloudWatch::Dashboard')
  const value = dashboard?.[1].Properties.DashboardBody as string | { 'Fn::Join': [string, unknown[]] }
  const parts = typeof value === 'string' ? [value] : value['Fn::Join'][1]
  const body = parts.map((part) => (typeof part === 'string' ? part : 'x'.repeat(255))).join('')
  return (JSON.parse(body) as { widgets: Widget[] }).widgets
}

/**
 * Of a dashboard: 500 widgets, 500 metrics in a widget, 2,500 metrics in all.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * Of an alarm widget: 100 alarms.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const LIMITS = { widgets: 500, metricsOfWidget: 500, metrics: 2_500, alarmsOfWidget: 100 } as const

export function countsOf(widgets: readonly Widget[]): Record<keyof typeof LIMITS, number> {
  const metrics = widgets.map(({ properties }) => properties.metrics?.length ?? 0)
  return {
    widgets: widgets.length,
    metricsOfWidget: Math.max(...metrics),
    metrics: metrics.reduce((sum, count) => sum + count, 0),
    alarmsOfWidget: Math.max(...widgets.map(({ properties }) => properties.alarms?.length ?? 0)),
  }
}
