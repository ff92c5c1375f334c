import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Function as PlainFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { PARKING } from '../functions/entries.ts'
import { PipelineFunction } from '../functions/pipeline-function.ts'
import type { Platform } from '../platform.ts'
import type { ConsumerQueues } from '../queues/consumer-queues.ts'
import { parkingAccess } from './parking-access.ts'
import { ParkingAlarms } from './parking-alarms.ts'

export interface ParkingProps {
  /** The consumers with `onDeadLetter: 'hold'`. */
  readonly consumers: readonly ConsumerDeclaration[]
  /** The service whose consumers they are. Default: those of several. */
  readonly service?: string
  readonly queues: ConsumerQueues
  readonly platform: Platform
}

/**
 * A function that runs once a minute. It starts the release of each aggregate whose first parked event is due, and counts what is held,
 * for the alarms. It also looks at the dead-letter queues of consumers that hold, and parks what SQS itself has moved there.
 */
export class Parking extends Construct {
  readonly function: PlainFunction
  readonly service: string | undefined

  constructor(scope: Construct, id: string, { consumers, service, queues, platform }: ParkingProps) {
    super(scope, id)
    this.service = service
    const handler = new PipelineFunction(this, 'Handler', {
      settings: platform.settings,
      service: 'parking',
      description: service === undefined ? 'Wakes up what is parked' : `Wakes up what is parked of ${service}`,
      code: platform.codeOf(PARKING),
      timeoutSeconds: 30,
      memoryMb: 256,
      access: parkingAccess(this, consumers, queues, platform.tables),
    })
    this.function = handler.function
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(handler.function, { retryAttempts: 0 })],
    })
    new ParkingAlarms(this, 'Alarms', consumers, platform)
  }
}
