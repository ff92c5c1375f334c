import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'

export const MINUTE = Duration.minutes(1)
export const FIVE_MINUTES = Duration.minutes(5)

/** Sum of one metric over five minutes. */
export const SUM: MetricOptions = { statistic: 'Sum', period: FIVE_MINUTES }

/** `100 × part / sum(whole)` over five minutes; no data while there is nothing at all. */
export function percent(part: IMetric, whole: readonly [IMetric, ...IMetric[]]): MathExpression {
  const sum = whole.map((_metric, index) => `FILL(whole${index}, 0)`).join(' + ')
  return new MathExpression({
    expression: `100 * FILL(part, 0) / (${sum})`,
    usingMetrics: { part, ...byNumber('whole', whole) },
    period: FIVE_MINUTES,
  })
}

/** Sum of up to ten metrics (the most that one alarm takes), those that have no data counted as zero. */
export function total(metrics: readonly IMetric[]): MathExpression {
  return new MathExpression({
    expression: metrics.map((_metric, index) => `FILL(part${index}, 0)`).join(' + '),
    usingMetrics: byNumber('part', metrics),
    period: FIVE_MINUTES,
  })
}

/** The highest of up to ten metrics (the most that one alarm takes), those that have no data counted as zero. */
export function highest(metrics: readonly IMetric[], period: Duration): MathExpression {
  return new MathExpression({
    expression: `MAX([${metrics.map((_metric, index) => `FILL(part${index}, 0)`).join(', ')}])`,
    usingMetrics: byNumber('part', metrics),
    period,
  })
}

/** How near the nearest of up to ten metrics (the most that one alarm takes) is to a limit of its own, in percent of that; without data, zero. */
export function nearestToLimit(
  parts: readonly { readonly metric: IMetric; readonly limit: number }[],
  period: Duration,
): MathExpression {
  return new MathExpression({
    expression: `MAX([${parts.map(({ limit }, index) => `100 * FILL(part${index}, 0) / ${limit}`).join(', ')}])`,
    usingMetrics: byNumber(
      'part',
      parts.map(({ metric }) => metric),
    ),
    period,
  })
}

/** 1 while the one metric counts something and the other nothing, else 0. */
export function without(there: IMetric, missing: IMetric): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(there, 0) > 0 AND FILL(missing, 0) == 0, 1, 0)',
    usingMetrics: { there, missing },
    period: FIVE_MINUTES,
  })
}

/** The highest sum of two metrics of one thing, of up to five things (the most that one alarm takes); those that have no data count as zero. */
export function highestSum(pairs: readonly (readonly [IMetric, IMetric])[]): MathExpression {
  const sums = pairs.map((_pair, index) => `FILL(one${index}, 0) + FILL(other${index}, 0)`)
  return new MathExpression({
    expression: `MAX([${sums.join(', ')}])`,
    usingMetrics: {
      ...byNumber(
        'one',
        pairs.map(([one]) => one),
      ),
      ...byNumber(
        'other',
        pairs.map(([, other]) => other),
      ),
    },
    period: FIVE_MINUTES,
  })
}

/**
 * 1 while what should run once a minute has ended without an error fewer than three times in five minutes, else 0.
 * @param present has a value, from 0, in every period: where nothing ran at all, both other metrics have none, and an expression over them alone neither.
 */
export function hardlyEver(runs: IMetric, errors: IMetric, present: IMetric): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(present, -1) >= 0 AND FILL(runs, 0) - FILL(errors, 0) < 3, 1, 0)',
    usingMetrics: { runs, errors, present },
    period: FIVE_MINUTES,
  })
}

const byNumber = (name: string, metrics: readonly IMetric[]): Record<string, IMetric> =>
  Object.fromEntries(metrics.map((metric, index) => [`${name}${index}`, metric]))
