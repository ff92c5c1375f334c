import type { EventDefinition } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import type { UpdateReadModel } from '../read-model/read-model-store.ts'
import type { HandlersOf, MessageHandler } from './handlers.ts'

/** The handlers of a consumer that does nothing but keep a read model. */
export function updateHandlers<Declaration extends { subscribesTo: readonly EventDefinition[]; accepts: readonly [] }>(
  declaration: Declaration,
  update: UpdateReadModel,
): HandlersOf<Declaration> {
  const handler: MessageHandler<EventEnvelope> = async (event, { effects }) => {
    effects.nothingNew = (await update(event)) === 'stale'
  }
  return Object.fromEntries(declaration.subscribesTo.map(({ type }) => [type, handler])) as HandlersOf<Declaration>
}
