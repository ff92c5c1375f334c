import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'

export interface AlarmProps {
  readonly metric: IMetric
  readonly description: string
  /** The alarm goes off from this value on. */
  readonly from: number
  /** Periods of the metric in a row. Default 1. */
  readonly periods?: number
}

/** Alarms that tell one topic when they go off and when they are over. No data is no alarm: an idle pipeline is healthy. */
export class Alarms extends Construct {
  readonly #topic: ITopic

  constructor(scope: Construct, id: string, topic: ITopic) {
    super(scope, id)
    this.#topic = topic
  }

  protected alarm(id: string, { metric, description, from, periods = 1 }: AlarmProps): void {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription: description,
      threshold: from,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    const action = new SnsAction(this.#topic)
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
  }
}
