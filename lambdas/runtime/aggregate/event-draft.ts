import type { EventDefinition } from '../../../events/define-event.ts'

/** What an aggregate decided: a fact without its place in the stream yet. */
export interface EventDraft<Type extends string = string, Data = unknown> {
  readonly definition: EventDefinition<Type, Data>
  readonly data: Data
}

export const draft = <Type extends string, Data>(
  definition: EventDefinition<Type, Data>,
  data: Data,
): EventDraft<Type, Data> => ({ definition, data })
