import { PermanentError } from '../errors.ts'

/** In the place of `system-event-store.ts` in the bundles of consumers whose declarations do not let them read events. */
export function systemEventStore(): never {
  throw new PermanentError(
    'EVENT_STORE_UNDECLARED',
    "This function may not read events: declare uses: { eventStore: 'read' }.",
  )
}
