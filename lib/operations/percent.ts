import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch'

/** `100 × part / sum(whole)` over five minutes; no data while there is nothing at all. */
export function percent(part: IMetric, whole: readonly [IMetric, ...IMetric[]]): MathExpression {
  const sum = whole.map((_metric, index) => `FILL(whole${index}, 0)`).join(' + ')
  return new MathExpression({
    expression: `100 * FILL(part, 0) / (${sum})`,
    usingMetrics: { part, ...Object.fromEntries(whole.map((metric, index) => [`whole${index}`, metric])) },
    period: Duration.minutes(5),
  })
}
