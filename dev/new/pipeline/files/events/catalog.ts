import { catalogOf } from './decode.ts'
import type { CommandDefinition } from './define-command.ts'
import type { EventDefinition } from './define-event.ts'
import { parcelEvents } from './parcel.ts'

/** Every event type of the system, once. A new family is one file and one line here. */
export const allEvents: readonly EventDefinition[] = [...parcelEvents]

export const catalog = catalogOf(allEvents)

/** Every command, each with its one addressee. */
export const allCommands: readonly CommandDefinition[] = []
