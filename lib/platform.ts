import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { EventFabric } from './fabric/event-fabric.ts'
import type { CodeOf } from './functions/code.ts'
import type { Settings } from './settings.ts'
import type { PipelineTables } from './storage/pipeline-tables.ts'

/** The shared resources that every service builds on. */
export interface Platform {
  readonly settings: Settings
  readonly codeOf: CodeOf
  readonly tables: PipelineTables
  readonly fabric: EventFabric
  /** The data of large events. Absent where no event declares `claimCheck`. */
  readonly claims: Bucket | undefined
  /** Gets a notification of every alarm. */
  readonly alarmTopic: Topic
}
