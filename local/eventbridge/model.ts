import type { DeliveryTarget } from '../delivery/delivery.ts'

/** What EventBridge delivers. */
export interface BusEvent {
  version: '0'
  id: string
  'detail-type': string
  source: string
  account: string
  /** ISO 8601, to the second. */
  time: string
  region: string
  resources: string[]
  detail: unknown
  /** On replayed events only. */
  'replay-name'?: string
}

/** A rule's target in the API's own shape, with what is supported locally. */
export interface Target extends DeliveryTarget {
  Id: string
  RoleArn?: string
  /** Constant JSON text, delivered instead of the event. */
  Input?: string
  /** Part of the event that is delivered instead of all of it, such as `$.detail`. */
  InputPath?: string
  /** A text made of parts of the event, delivered instead of it. */
  InputTransformer?: InputTransformer
}

export interface InputTransformer {
  /** Paths such as `$.detail.id`, by the name that stands for each in the template. */
  InputPathsMap?: Record<string, string>
  InputTemplate: string
}

export interface Rule {
  Name: string
  Arn: string
  EventBusName: string
  /** JSON text. */
  EventPattern?: string
  ScheduleExpression?: string
  State: 'ENABLED' | 'DISABLED'
  Description?: string
  Targets: Target[]
  /** State in the template that the rule is from; undefined for a rule made by the API. */
  templateState?: Rule['State']
}

export interface Archive {
  ArchiveName: string
  ArchiveArn: string
  /** ARN of the bus. */
  EventSourceArn: string
  Description?: string
  /** JSON text; without it every event is kept. */
  EventPattern?: string
  /** 0: for ever. */
  RetentionDays: number
  /** Epoch ms. */
  CreationTime: number
}

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'

/** Times are epoch ms. */
export interface Replay {
  ReplayName: string
  ReplayArn: string
  Description?: string
  State: ReplayState
  StateReason?: string
  /** ARN of the archive. */
  EventSourceArn: string
  Destination: { Arn: string; FilterArns?: string[] }
  EventStartTime: number
  EventEndTime: number
  EventLastReplayedTime?: number
  ReplayStartTime: number
  ReplayEndTime?: number
  /** Last archived event that was replayed. */
  position: number
}

export interface Place {
  region: string
  accountId: string
}

export const DEFAULT_BUS = 'default'

export function eventsArn(
  { region, accountId }: Place,
  kind: 'event-bus' | 'rule' | 'archive' | 'replay',
  name: string,
) {
  return `arn:aws:events:${region}:${accountId}:${kind}/${name}`
}

export function ruleArn(place: Place, busName: string, ruleName: string): string {
  return eventsArn(place, 'rule', busName === DEFAULT_BUS ? ruleName : `${busName}/${ruleName}`)
}

/** The name in a bus name or bus ARN; the default bus when there is none. */
export function busNameOf(nameOrArn: string | undefined): string {
  if (!nameOrArn) return DEFAULT_BUS
  return nameOrArn.includes(':event-bus/') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn
}
