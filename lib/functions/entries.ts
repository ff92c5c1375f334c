import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'

/** Entry files are named relative to `lambdas/`. These belong to no service of the list. */
export const RELAY_OF_EVENTS = 'relay/events.ts'
export const RELAY_OF_COMMANDS = 'relay/commands.ts'
export const PARKING = 'parking/handler.ts'
export const ROUTE_FALLBACK = 'api/handler.ts'

export const consumerEntry = (service: string, { entry }: { readonly entry: string }): string => `${service}/${entry}`

export const apiEntry = (service: string, { entry = 'api.ts' }: { readonly entry?: string }): string =>
  `${service}/${entry}`

/** The entry of every function of the pipeline. */
export const entriesOf = (services: readonly ServiceDeclaration[]): string[] => [
  RELAY_OF_EVENTS,
  RELAY_OF_COMMANDS,
  PARKING,
  ROUTE_FALLBACK,
  ...services.flatMap(({ name, consumers, api }) => [
    ...consumers.map((consumer) => consumerEntry(name, consumer)),
    ...(api ? [apiEntry(name, api)] : []),
  ]),
]
