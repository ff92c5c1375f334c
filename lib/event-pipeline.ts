import { Stack } from 'aws-cdk-lib'
import { allCommands, allEvents } from '../events/catalog.ts'
import { orderedAggregates } from '../lambdas/runtime/declarations/ordered-aggregates.ts'
import type { OutboundSubscription } from '../lambdas/runtime/declarations/outbound-subscription.ts'
import { mayHaveParked } from '../lambdas/runtime/declarations/parking.ts'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { PipelineApi } from './api/pipeline-api.ts'
import { RouteFallback } from './api/route-fallback.ts'
import { JointAlarms } from './consumers/joint-alarms.ts'
import { SchemaRegistry } from './contracts/schema-registry.ts'
import { writeContracts } from './contracts/write-contracts.ts'
import { PipelineDashboard } from './dashboard/dashboard.ts'
import { DeadlinesByAddressee } from './deadlines/deadlines.ts'
import { orderUpdates } from './deployment/order-updates.ts'
import { EmailSender } from './email-sender.ts'
import { EventFabric } from './fabric/event-fabric.ts'
import { mergeAccess } from './functions/access.ts'
import type { CodeOf } from './functions/code.ts'
import { RELAY_OF_COMMANDS, RELAY_OF_EVENTS } from './functions/entries.ts'
import { followStreams } from './functions/table-access.ts'
import { alarmTopic } from './monitoring/alarm-topic.ts'
import { PipelineAlarms } from './monitoring/pipeline-alarms.ts'
import { pascalCase } from './names.ts'
import { Outbound } from './outbound/outbound.ts'
import { writeOutputs } from './outputs.ts'
import { Parking } from './parking/parking.ts'
import type { Platform } from './platform.ts'
import { ConsumerQueues } from './queues/consumer-queues.ts'
import { Relay } from './relay/relay.ts'
import { Service } from './service.ts'
import type { Settings } from './settings.ts'
import type { PipelineStacks } from './stacks/pipeline-stacks.ts'
import { ClaimBucket, claimingAggregates } from './storage/claim-bucket.ts'
import { PipelineTables } from './storage/pipeline-tables.ts'
import { deliverCommands, publishEvents } from './uses/messaging-access.ts'

export interface PipelineProps {
  readonly settings: Settings
  readonly services: readonly ServiceDeclaration[]
  readonly codeOf: CodeOf
  /** Subscriptions of other teams. Default: none. */
  readonly subscriptions?: readonly OutboundSubscription[]
}

/** Builds the whole pipeline, from what the services declare, into the stacks of its layout. */
export function buildEventPipeline(
  stacks: PipelineStacks,
  { settings, services, codeOf, subscriptions = [] }: PipelineProps,
): void {
  const { shared, joint } = stacks
  const tables = new PipelineTables(shared, 'Tables', settings)
  const fabric = new EventFabric(shared, 'Fabric', settings)
  const alarms = alarmTopic(shared, settings)
  const claims = claimingAggregates.size > 0 ? new ClaimBucket(shared, 'Claims', settings) : undefined
  const platform: Platform = { settings, codeOf, tables, fabric, claims, alarmTopic: alarms }

  // Queues come before the services, because services address each other's.
  const queues = new ConsumerQueues(services, (service) => stacks.of(service), settings)

  // A service that is deployed alone may bring the first consumer that takes an aggregate in order: the relay, in another stack, publishes all.
  const ordered =
    settings.layout === 'one' ? orderedAggregates(services.flatMap(({ consumers }) => consumers)) : undefined
  const eventRelay = new Relay(shared, 'EventRelay', {
    table: tables.events,
    entry: RELAY_OF_EVENTS,
    description: 'Relay of events',
    access: mergeAccess([publishEvents(fabric, ordered), followStreams(tables)]),
    platform,
  })
  const commandRelay = new Relay(joint, 'CommandRelay', {
    table: tables.commands,
    entry: RELAY_OF_COMMANDS,
    description: 'Relay of commands',
    access: deliverCommands(joint, queues.ofCommands),
    keepsWaiting: true,
    platform,
  })

  const emailSender = new EmailSender(shared, 'Email', settings)
  const deadlines = new DeadlinesByAddressee(shared, 'Deadlines', queues, platform)
  const built = services.map(
    (declaration) =>
      new Service(stacks.of(declaration.name), pascalCase(declaration.name), {
        declaration,
        platform,
        queues,
        emailSender,
        deadlines,
      }),
  )

  const parkings: Parking[] = []
  for (const [stack, together] of Map.groupBy(built, (service) => Stack.of(service))) {
    // The ids of resources are unique over all stacks, so that checks may look at all of them together.
    const [alone] = stack === shared ? [] : together
    const scope = alone ?? stack
    orderUpdates(together)
    new JointAlarms(
      scope,
      'JointAlarms',
      together.flatMap(({ consumers }) => [...consumers.values()]),
      platform,
    )
    const parking = together.flatMap(({ declaration }) => declaration.consumers.filter(mayHaveParked))
    if (parking.length === 0) continue
    const service = alone?.declaration.name
    parkings.push(
      new Parking(scope, 'Parking', {
        consumers: parking,
        queues,
        platform,
        ...(service !== undefined && { service }),
      }),
    )
  }

  for (const subscription of subscriptions) {
    const queueArn = subscription.queueArns[settings.stage]
    if (queueArn === undefined) continue
    new Outbound(shared, `To${pascalCase(subscription.name)}`, { subscription, queueArn, platform })
  }

  const fallback = new RouteFallback(shared, 'RouteFallback', { platform, services })
  const api = new PipelineApi(shared, 'Http', { settings, services: built, fallback, alarmTopic: alarms })

  if (settings.schemaRegistry === 'with-pipeline') new SchemaRegistry(shared, 'Schemas', { events: allEvents })

  new PipelineAlarms(shared, 'Alarms', platform)
  new PipelineDashboard(joint, 'Dashboard', {
    settings,
    stacks: stacks.all,
    services: built,
    queues,
    relays: [eventRelay, commandRelay],
    api,
  })
  writeContracts(stacks, services, allEvents, allCommands)
  writeOutputs(stacks, { platform, services: built, queues, eventRelay, commandRelay, parkings, api })
}
