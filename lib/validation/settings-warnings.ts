import { Annotations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { Settings } from '../settings.ts'

/** What may be meant, but rarely is: shown by every `cdk` command that synthesizes, and an error with its `--strict`. */
export function warnAboutSettings(scope: IConstruct, { stage, alarmEmail }: Settings): void {
  if (stage !== 'prod' || alarmEmail) return
  Annotations.of(scope).addWarningV2(
    'pipeline:nobody-is-told',
    'Stage prod has no alarmEmail: alarms go off and nobody is told. Set it in stages/prod.json, or subscribe to the topic of the output AlarmTopicArn.',
  )
}
