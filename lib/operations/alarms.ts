import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Settings } from '../settings.ts'
import { RUNBOOK, type RunbookSection } from './runbook.ts'

export interface AlarmProps {
  /** Every metric in it costs as much as an alarm of its own, whatever joins them: CloudWatch bills alarm metrics. */
  readonly metric: IMetric
  /** Whom it concerns and what is the matter, in one sentence. */
  readonly says: string
  readonly section: RunbookSection
  /** The command to start with; may hold names of resources. */
  readonly startWith: string
  /** The alarm goes off from this value on. */
  readonly from: number
  /** Periods of the metric that reach the value. Default 1. */
  readonly periods?: number
  /**
   * Latest periods of which so many must reach the value. Default: all of them. A metric in which missing values are filled
   * needs more than `periods`: CloudWatch gets its newest values late and reads a zero meanwhile. Source:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly outOf?: number
}

/** Where the alarms of a stage go, and which of them there are. */
export interface Alerting {
  readonly settings: Pick<Settings, 'alarms' | 'stage'>
  readonly alarmTopic: ITopic
}

/** Alarms that tell one topic when they go off and when they are over. No data is no alarm: an idle pipeline is healthy. */
export class Alarms extends Construct {
  readonly #alerting: Alerting

  constructor(scope: Construct, id: string, alerting: Alerting) {
    super(scope, id)
    this.#alerting = alerting
  }

  /** An alarm that every stage has: it tells of something that nothing else would tell in time. */
  protected essential(id: string, { metric, says, section, startWith, from, periods = 1, outOf }: AlarmProps): void {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: `${says} See ${RUNBOOK}#${section}. Start with: ${startWith}`,
      threshold: from,
      evaluationPeriods: outOf ?? periods,
      datapointsToAlarm: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    const action = new SnsAction(this.#alerting.alarmTopic)
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
  }

  /** An alarm only with `alarms=all`: it tells sooner, or more exactly, what an essential one tells as well. */
  protected further(id: string, props: AlarmProps): void {
    if (this.#alerting.settings.alarms === 'all') this.essential(id, props)
  }
}

/** CloudWatch takes no more in the expression of an alarm. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
export const METRICS_PER_ALARM = 10

/**
 * The groups of consumers that one alarm can watch together, each with an ending for the alarm's id. The first group has none, so that the id of the only
 * alarm of its kind does not change when there are two.
 */
export const inGroups = <Item>(items: readonly Item[], size: number): (readonly [id: string, Item[]])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => [
    index === 0 ? '' : String(index + 1),
    items.slice(index * size, (index + 1) * size),
  ])
