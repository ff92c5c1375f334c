import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { allEvents } from '../events/catalog.ts'
import { CONTRACTS_METADATA, contractsOf } from '../lambdas/runtime/declarations/deployed-contracts.ts'
import type { OutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { PipelineApi } from './api/pipeline-api.ts'
import { RouteFallback } from './api/route-fallback.ts'
import { ConsumerQueues } from './consumers/consumer-queues.ts'
import { DeadlinesByAddressee } from './consumers/deadlines.ts'
import { JointAlarms } from './consumers/joint-alarms.ts'
import { SchemaRegistry } from './contracts/schema-registry.ts'
import { orderUpdates } from './deployment/order-updates.ts'
import { EventFabric } from './fabric/event-fabric.ts'
import { mergeAccess } from './functions/access.ts'
import type { CodeOf } from './functions/code.ts'
import { RELAY_OF_COMMANDS, RELAY_OF_EVENTS } from './functions/entries.ts'
import { deliverCommands, publishEvents } from './functions/messaging-access.ts'
import { followStreams } from './functions/table-access.ts'
import { pascalCase } from './names.ts'
import { alarmTopic } from './operations/alarm-topic.ts'
import { PipelineDashboard } from './operations/dashboard.ts'
import { EmailSender } from './operations/email-sender.ts'
import { PipelineAlarms } from './operations/pipeline-alarms.ts'
import { Outbound } from './outbound/outbound.ts'
import { writeOutputs } from './outputs.ts'
import { Parking } from './parking/parking.ts'
import type { Platform } from './platform.ts'
import { Relay } from './relay/relay.ts'
import { Service } from './service.ts'
import type { Settings } from './settings.ts'
import { ClaimBucket, claimingAggregates } from './storage/claim-bucket.ts'
import { PipelineTables } from './storage/pipeline-tables.ts'

export interface EventPipelineProps {
  readonly settings: Settings
  readonly services: readonly ServiceDeclaration[]
  readonly codeOf: CodeOf
  /** Subscriptions of other teams. Default: none. */
  readonly subscriptions?: readonly OutboundSubscription[]
}

/** The whole pipeline, from what the services declare. */
export class EventPipelineStack extends Stack {
  constructor(scope: Construct, id: string, { settings, services, codeOf, subscriptions = [] }: EventPipelineProps) {
    super(scope, id, {
      description: `Event pipeline, stage ${settings.stage}`,
      terminationProtection: settings.retain,
      // A third of a large template is indentation, and CloudFormation takes 1 MB.
      suppressTemplateIndentation: true,
    })
    const tables = new PipelineTables(this, 'Tables', settings)
    const fabric = new EventFabric(this, 'Fabric', settings)
    const alarms = alarmTopic(this, settings)
    const claims = claimingAggregates.size > 0 ? new ClaimBucket(this, 'Claims', settings) : undefined
    const platform: Platform = { settings, codeOf, tables, fabric, claims, alarmTopic: alarms }

    // Queues come before the services, because services address each other's.
    const queues = new ConsumerQueues(this, 'Queues', services, settings)

    const eventRelay = new Relay(this, 'EventRelay', {
      table: tables.events,
      entry: RELAY_OF_EVENTS,
      description: 'Relay of events',
      access: mergeAccess([publishEvents(fabric), followStreams(tables)]),
      platform,
    })
    const commandRelay = new Relay(this, 'CommandRelay', {
      table: tables.commands,
      entry: RELAY_OF_COMMANDS,
      description: 'Relay of commands',
      access: deliverCommands(this, queues.ofCommands),
      keepsWaiting: true,
      platform,
    })

    const emailSender = new EmailSender(this, 'Email', settings)
    const deadlines = new DeadlinesByAddressee(this, 'Deadlines', queues, platform)
    const built = services.map(
      (declaration) =>
        new Service(this, pascalCase(declaration.name), { declaration, platform, queues, emailSender, deadlines }),
    )

    orderUpdates(built)
    new JointAlarms(
      this,
      'JointAlarms',
      built.flatMap(({ consumers }) => [...consumers.values()]),
      platform,
    )

    const holding = services.flatMap((service) =>
      service.consumers.filter(({ onDeadLetter }) => onDeadLetter === 'hold'),
    )
    const parking =
      holding.length > 0 ? new Parking(this, 'Parking', { consumers: holding, queues, platform }) : undefined

    for (const subscription of subscriptions) {
      const queueArn = subscription.queueArns[settings.stage]
      if (queueArn === undefined) continue
      new Outbound(this, `To${pascalCase(subscription.name)}`, { subscription, queueArn, platform })
    }

    const fallback = new RouteFallback(this, 'RouteFallback', { platform, services })
    const api = new PipelineApi(this, 'Http', { settings, services: built, fallback, alarmTopic: alarms })

    if (settings.schemaRegistry === 'with-pipeline') new SchemaRegistry(this, 'Schemas', { events: allEvents })

    new PipelineAlarms(this, 'Alarms', platform)
    new PipelineDashboard(this, 'Dashboard', {
      settings,
      services: built,
      queues,
      relays: [eventRelay, commandRelay],
      api,
    })
    this.templateOptions.metadata = { [CONTRACTS_METADATA]: contractsOf(services, allEvents) }
    writeOutputs(this, { platform, services: built, queues, eventRelay, commandRelay, parking, api })
  }
}
