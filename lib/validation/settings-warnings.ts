import { Annotations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { Settings } from '../settings.ts'

/** Warns of settings that are allowed but rarely intended. The warnings are shown by every `cdk` command that synthesizes, and an error with its `--strict`. */
export function warnAboutSettings(
  scope: IConstruct,
  { stage, apiAuth, alarmEmail, tablesRefuseDeletion }: Settings,
): void {
  if (stage !== 'prod') return
  const warn = (id: string, message: string) => Annotations.of(scope).addWarningV2(`pipeline:${id}`, message)
  if (!alarmEmail)
    warn(
      'nobody-is-told',
      'Stage prod has no alarmEmail: alarms go off and nobody is told. Set it in stages/prod.json, or subscribe to the topic of the output AlarmTopicArn.',
    )
  if (apiAuth.kind === 'none') {
    warn(
      'anyone-may-call',
      'Stage prod has apiAuth=none: anybody who knows the address of the API may call it. Set iam or jwt in stages/prod.json.',
    )
  }
  if (!tablesRefuseDeletion) {
    warn(
      'tables-can-be-deleted',
      'Stage prod has tablesRefuseDeletion=false: anyone may delete its tables. That is for its first deployment only; deploy again without it.',
    )
  }
}
