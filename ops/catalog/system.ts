import { allCommands, allEvents } from '../../events/catalog.ts'
import { services } from '../../lib/services.ts'
import { subscriptions } from '../../lib/subscriptions.ts'
import type { Declared } from './derive.ts'

/** All that this checkout declares. */
export const system: Declared = { events: allEvents, commands: allCommands, services, subscriptions }
