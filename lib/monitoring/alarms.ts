import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Settings } from '../settings.ts'
import { pipelineStackName } from '../stacks/stack-names.ts'
import { RUNBOOK, type RunbookSection } from './runbook.ts'

export interface AlarmProps {
  /** One metric or an expression over several. CloudWatch bills each metric in an expression like an alarm of its own. */
  readonly metric: IMetric
  /** One sentence that says which part of the pipeline is affected and what is wrong. */
  readonly says: string
  readonly section: RunbookSection
  /** The command that an operator should run first. It may contain names of resources. */
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

/** Where the alarms of a stage are sent, and which alarms it has. */
export interface Alerting {
  readonly settings: Pick<Settings, 'alarms' | 'stage' | 'runbookUrl'>
  readonly alarmTopic: ITopic
}

/** Creates alarms that notify one topic when they go off and when they are over. Missing data counts as healthy, because an idle pipeline writes none. */
export class Alarms extends Construct {
  readonly #alerting: Alerting
  /** Alarms that exist only with `alarms=all`. */
  readonly onlyWithAll: Alarm[] = []

  constructor(scope: Construct, id: string, alerting: Alerting) {
    super(scope, id)
    this.#alerting = alerting
  }

  /** An operator's command for this stage, whichever stack the alarm is in. */
  protected ops(command: string): string {
    return `npm run ops -- ${command} --stack ${pipelineStackName(this.#alerting.settings.stage)}`
  }

  /** An alarm that every stage has, because no other alarm would report the same problem in time. */
  protected essential(id: string, { metric, says, section, startWith, from, periods = 1, outOf }: AlarmProps): Alarm {
    const { runbookUrl = RUNBOOK } = this.#alerting.settings
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: `${says} See ${runbookUrl}#${section}. Start with: ${startWith}`,
      threshold: from,
      evaluationPeriods: outOf ?? periods,
      datapointsToAlarm: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    const action = new SnsAction(this.#alerting.alarmTopic)
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
    return alarm
  }

  /** An alarm that exists only with `alarms=all`: it reports sooner or more exactly what an essential alarm reports as well. */
  protected further(id: string, props: AlarmProps): void {
    if (this.#alerting.settings.alarms === 'all') this.onlyWithAll.push(this.essential(id, props))
  }
}

/** The most metrics that CloudWatch allows in the expression of one alarm. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
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
