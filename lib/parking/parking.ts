import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Function as PlainFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { PARKING } from '../functions/entries.ts'
import { PipelineFunction } from '../functions/pipeline-function.ts'
import { inGroups } from '../monitoring/alarms.ts'
import type { Platform } from '../platform.ts'
import type { ConsumerQueues } from '../queues/consumer-queues.ts'
import { parkingAccess } from './parking-access.ts'
import { ParkingAlarms } from './parking-alarms.ts'

export interface ParkingProps {
  /** The consumers of which something may be parked. */
  readonly consumers: readonly ConsumerDeclaration[]
  /** The service whose consumers they are. Default: those of several. */
  readonly service?: string
  readonly queues: ConsumerQueues
  readonly platform: Platform
}

/**
 * The environment of a function holds 4 KB, and a consumer takes about 400 bytes of it: its name, the addresses of two queues and its limits.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const CONSUMERS_PER_FUNCTION = 8

/**
 * A function that runs once a minute; there is one more for each further eight consumers. It starts the release of each aggregate whose
 * first parked event is due, and counts what is held, for the alarms. It also looks at the dead-letter queues of consumers that hold, and
 * parks what SQS itself has moved there.
 */
export class Parking extends Construct {
  /** The function that looks after the first eight consumers. */
  readonly function: PlainFunction
  readonly service: string | undefined

  constructor(scope: Construct, id: string, { consumers, service, queues, platform }: ParkingProps) {
    super(scope, id)
    this.service = service
    const handlers = inGroups(consumers, CONSUMERS_PER_FUNCTION).map(([group, members]) => {
      const handler = new PipelineFunction(this, `Handler${group}`, {
        settings: platform.settings,
        service: 'parking',
        description: `Wakes up what is parked${service === undefined ? '' : ` of ${service}`}${group && `, group ${group}`}`,
        code: platform.codeOf(PARKING),
        timeoutSeconds: 30,
        memoryMb: 256,
        access: parkingAccess(this, members, queues, platform.tables),
      })
      new Rule(this, `EveryMinute${group}`, {
        schedule: Schedule.rate(Duration.minutes(1)),
        targets: [new LambdaFunction(handler.function, { retryAttempts: 0 })],
      })
      const [{ name }] = members as [ConsumerDeclaration]
      return { handler, queue: queues.of(name).queue }
    })
    const [first] = handlers
    if (!first) throw new Error('No consumer declares onDeadLetter: hold, so nothing is parked.')
    this.function = first.handler.function
    new ParkingAlarms(this, 'Alarms', { consumers, handlers, platform })
  }
}
