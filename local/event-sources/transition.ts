import type { EventSourceMapping } from './mapping.ts'

/**
 * States of a mapping, as Lambda names them. A change is answered before it has taken place; until then its state is one of
 * the first three, and Lambda refuses every further change.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export type Transition = 'Enabling' | 'Disabling' | 'Updating'
export type MappingState = Transition | 'Enabled' | 'Disabled'

export const restingState = ({ Enabled }: EventSourceMapping): MappingState =>
  Enabled === false ? 'Disabled' : 'Enabled'

/** The state of a mapping while these changes are made. */
export function transitionOf({ Enabled }: Record<string, unknown>): Transition {
  if (Enabled === undefined) return 'Updating'
  return Enabled ? 'Enabling' : 'Disabling'
}

/** Lambda's `ResourceInUseException`: the mapping is being changed already. */
export class MappingInUseError extends Error {
  override readonly name = 'MappingInUseError'

  constructor() {
    super('Cannot update the event source mapping because it is in use.')
  }
}
