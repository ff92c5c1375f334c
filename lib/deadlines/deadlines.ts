import { Stack } from 'aws-cdk-lib'
import { Policy, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import { allow, tellUnseenUses } from '../functions/access.ts'
import type { Alerting } from '../monitoring/alarms.ts'
import { pascalCase } from '../names.ts'
import type { ConsumerQueues } from '../queues/consumer-queues.ts'
import type { QueueWithDeadLetters } from '../queues/queue-with-dead-letters.ts'
import type { Settings } from '../settings.ts'
import { DeadlineAlarms } from './deadline-alarms.ts'

/** One-time schedules by which a process manager wakes itself: their group, and the role that they act with. */
export class Deadlines extends Construct {
  readonly groupName: string
  readonly role: Role
  /** Schedules are named after business ids, so a policy can name the group only. */
  readonly anyScheduleArn: string
  /** Queue of the consumer of commands that the deadlines are addressed to. */
  readonly target: QueueWithDeadLetters
  /** Time until a deadline passes. */
  readonly seconds: number

  constructor(scope: Construct, id: string, target: QueueWithDeadLetters, seconds: number) {
    super(scope, id)
    this.target = target
    this.seconds = seconds
    const group = new CfnScheduleGroup(this, 'Group', {
      // A generated name would be longer than the 64 characters that Scheduler allows.
      name: `${Stack.of(this).stackName}-${id}`,
    })
    this.groupName = group.ref
    this.anyScheduleArn = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${group.ref}/*`,
    })
    const isBeside = Stack.of(target) === Stack.of(this)
    const delivery = allow(['sqs:SendMessage'], [target.queue.queueArn, target.deadLetters.queueArn])
    this.role = new Role(this, 'Role', {
      description: 'Lets deadlines send their command to its one addressee',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': group.attrArn },
        },
      }),
      ...(isBeside && { inlinePolicies: { Deliver: new PolicyDocument({ statements: [delivery] }) } }),
    })
    // Group and role stay where they are when the addressee gets a stack of its own, since deadlines that are set already name
    // both. The shared stack must not refer to that of a service, so the permission comes from there.
    const granted = isBeside
      ? this.role
      : new Policy(target, 'DeliverDeadlines', { roles: [this.role], statements: [delivery] })
    tellUnseenUses(granted, [
      {
        actions: ['sqs:SendMessage'],
        resources: [target.deadLetters.queueArn],
        reason: 'Scheduler uses it only for what the queue itself refuses.',
      },
    ])
  }
}

type DeadlinePlatform = Alerting & { readonly settings: Pick<Settings, 'checkoutDeadlineSeconds'> }

/** The deadlines that are addressed to each consumer of commands; made when the first function asks for them. */
export class DeadlinesByAddressee extends Construct {
  readonly #queues: ConsumerQueues
  readonly #platform: DeadlinePlatform

  constructor(scope: Construct, id: string, queues: ConsumerQueues, platform: DeadlinePlatform) {
    super(scope, id)
    this.#queues = queues
    this.#platform = platform
  }

  of(addressee: string): Deadlines {
    const id = pascalCase(addressee)
    const known = this.node.tryFindChild(id) as Deadlines | undefined
    if (known) return known
    const deadlines = new Deadlines(
      this,
      id,
      this.#queues.of(addressee),
      this.#platform.settings.checkoutDeadlineSeconds,
    )
    new DeadlineAlarms(deadlines, 'Alarms', addressee, deadlines, this.#platform)
    return deadlines
  }
}
