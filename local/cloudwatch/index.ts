import { jsonService } from '../endpoint/json-protocol.ts'
import type { ServiceHandler } from '../ports.ts'
import type { AlarmDefinition, CompositeAlarmDefinition } from './definitions.ts'

export interface LocalCloudWatch {
  /** Scope `monitoring`. */
  handle: ServiceHandler
  add(alarm: AlarmDefinition | CompositeAlarmDefinition): void
}

export function startCloudWatch(): LocalCloudWatch {
  const alarms: (AlarmDefinition | CompositeAlarmDefinition)[] = []
  return { handle: jsonService('CloudWatch', {}), add: (alarm) => void alarms.push(alarm) }
}
