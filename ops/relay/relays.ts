import type { Stack } from '../stack/stack.ts'

/** One relay of the stack, and its failure queue. */
export interface RelayAddress {
  readonly name: RelayName
  readonly queueUrl: string
  readonly functionName: string
  /** The table whose stream it relays. */
  readonly table: string
}

export type RelayName = 'events' | 'commands'

export const relayNames: readonly RelayName[] = ['events', 'commands']

export const relayOf = (stack: Stack, name: RelayName): RelayAddress =>
  name === 'events'
    ? {
        name,
        queueUrl: stack.output('EventRelayFailureQueueUrl'),
        functionName: stack.output('EventRelayFunctionName'),
        table: stack.output('EventTableName'),
      }
    : {
        name,
        queueUrl: stack.output('CommandRelayFailureQueueUrl'),
        functionName: stack.output('CommandRelayFunctionName'),
        table: stack.output('CommandTableName'),
      }
