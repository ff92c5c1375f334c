import type { AlarmDefinition, CompositeAlarmDefinition } from '../cloudwatch/definitions.ts'
import type { LocalDynamoDb } from '../dynamodb/index.ts'
import type { EventSources } from '../event-sources/index.ts'
import type { LocalEventBridge } from '../eventbridge/index.ts'
import type { LocalIam } from '../iam/index.ts'
import type { LocalFunctions } from '../lambda/index.ts'
import type { LocalLogs } from '../logs/index.ts'
import type { LocalMessaging } from '../messaging/index.ts'
import type { LocalScheduler } from '../scheduler/index.ts'
import type { LocalMail } from '../ses/index.ts'
import type { HttpApis } from './http-apis.ts'

/** What resources are created in. */
export interface Services {
  region: string
  accountId: string
  messaging: LocalMessaging
  dynamodb: LocalDynamoDb
  functions: LocalFunctions
  eventSources: EventSources
  eventBridge: LocalEventBridge
  scheduler: LocalScheduler
  mail: Pick<LocalMail, 'verify'>
  /** Undefined: nobody is refused anything. */
  iam: LocalIam | undefined
  httpApis: HttpApis
  logs: Pick<LocalLogs, 'addGroup' | 'removeGroup'>
  alarms: { add(alarm: AlarmDefinition | CompositeAlarmDefinition): void; remove(alarmName: string): void }
  /** SSM parameters by name. */
  parameters: Map<string, { value: string; type: string }>
  /** A directory for code that stands in the template itself. */
  scratchDirectory(): string
}
