import { type CfnResource, Duration } from 'aws-cdk-lib'
import type { Rule } from 'aws-cdk-lib/aws-events'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { subscribe } from '../fabric/subscribe.ts'
import { consumerDescription, consumerEntry } from '../functions/entries.ts'
import { PipelineFunction } from '../functions/pipeline-function.ts'
import type { Platform } from '../platform.ts'
import type { QueueWithDeadLetters } from '../queues/queue-with-dead-letters.ts'
import { accessOf, type ServiceResources } from '../uses/uses-access.ts'
import { consumerAccess } from './consumer-access.ts'
import { ConsumerAlarms } from './consumer-alarms.ts'

export interface ConsumerProps {
  readonly declaration: ConsumerDeclaration
  readonly queues: QueueWithDeadLetters
  readonly platform: Platform
  readonly resources: ServiceResources
}

/** One consumer as declared: what reaches its queue, the function that handles it, and the alarms on both. */
export class Consumer extends Construct {
  readonly declaration: ConsumerDeclaration
  readonly function: LambdaFunction
  readonly queue: Queue
  /** What routes events into its queue; absent for a consumer of commands. */
  readonly route: CfnResource | undefined
  /** The rule of the bus that routes to it; absent where its events come through the topic, or where it takes commands. */
  readonly rule: Rule | undefined

  constructor(scope: Construct, id: string, { declaration, queues, platform, resources }: ConsumerProps) {
    super(scope, id)
    this.declaration = declaration
    const isOfEvents = declaration.accepts.length === 0
    this.route = isOfEvents ? subscribe(this, declaration, platform.fabric, queues) : undefined
    this.rule = this.node.tryFindChild('Rule') as Rule | undefined
    const handler = new PipelineFunction(this, 'Handler', {
      settings: platform.settings,
      service: resources.service.name,
      description: consumerDescription(declaration),
      code: platform.codeOf(consumerEntry(resources.service.name, declaration)),
      timeoutSeconds: declaration.timeoutSeconds,
      memoryMb: declaration.memoryMb,
      access: consumerAccess(declaration, queues, platform, accessOf(declaration.uses, resources)),
      uses: declaration.uses,
      breakers: declaration.breakers,
    })
    this.function = handler.function
    this.queue = queues.queue
    this.function.addEventSource(
      new SqsEventSource(queues.queue, {
        batchSize: declaration.batchSize,
        ...(declaration.batchWindowSeconds > 0 && {
          maxBatchingWindow: Duration.seconds(declaration.batchWindowSeconds),
        }),
        // Not the function's reserved concurrency: that would throttle messages into the dead-letter queue unseen.
        maxConcurrency: declaration.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    )
    new ConsumerAlarms(this, 'Alarms', { declaration, queues, handler, platform })
  }
}
