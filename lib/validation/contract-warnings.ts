import { Annotations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { CommandDefinition } from '../../events/define-command.ts'
import type { EventDefinition } from '../../events/define-event.ts'
import type { OutboundSubscription } from '../../lambdas/runtime/declarations/outbound-subscription.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { ContractWarning } from './contracts/contract-warning.ts'
import { filterWarnings } from './contracts/filter-warnings.ts'
import { commandWarnings, eventWarnings } from './contracts/message-warnings.ts'
import { type Taker, takersOf } from './contracts/taker.ts'
import { takerWarnings } from './contracts/taker-warnings.ts'

export interface Contracts {
  readonly events: readonly EventDefinition[]
  readonly commands: readonly CommandDefinition[]
  readonly services: readonly Pick<ServiceDeclaration, 'name' | 'consumers'>[]
  /** Subscriptions of other teams. Default: none. */
  readonly subscriptions?: readonly OutboundSubscription[]
  /** Whether a stage of that name has a file, or is the one at hand. Default: every name may be one. */
  readonly isStage?: (stage: string) => boolean
}

/** Shown by every `cdk` command that synthesizes, and an error with its `--strict`. */
export function warnAboutContracts(scope: IConstruct, contracts: Contracts): void {
  for (const { id, message } of contractWarnings(contracts)) {
    Annotations.of(scope).addWarningV2(`pipeline:${id}`, message)
  }
}

/** Warns of contracts that work as they are wired, but are probably a mistake. */
export function contractWarnings(contracts: Contracts): ContractWarning[] {
  const { events, commands, services, subscriptions = [], isStage = () => true } = contracts
  const takers = takersOf(services, subscriptions)
  const ofTaker = (taker: Taker): ContractWarning[] =>
    [...takerWarnings(taker, events, commands), ...filterWarnings(taker, events)].map(({ id, message }) => ({
      id: `${id}:${taker.id}`,
      message: `${taker.who} ${message}`,
    }))
  return [
    ...eventWarnings(events, services, takers),
    ...commandWarnings(commands, takers),
    ...takers.flatMap(ofTaker),
    ...subscriptions.flatMap((one) => stageWarnings(one, isStage)),
  ]
}

const stageWarnings = (
  { name, queueArns }: OutboundSubscription,
  isStage: (stage: string) => boolean,
): ContractWarning[] =>
  Object.keys(queueArns)
    .filter((stage) => !isStage(stage))
    .map((stage) => ({
      id: `nothing-sent:${stage}:to-${name}`,
      message: `Subscription of another team "${name}" names a queue for the stage "${stage}", which has no file in stages/: nothing is sent there unless a stage of that name is deployed.`,
    }))
