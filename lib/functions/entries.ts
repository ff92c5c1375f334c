import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'

/** Entry files, relative to `lambdas/`, of the functions that belong to no service. */
export const RELAY_OF_EVENTS = 'relay/events.ts'
export const RELAY_OF_COMMANDS = 'relay/commands.ts'
export const PARKING = 'parking/handler.ts'
export const ROUTE_FALLBACK = 'route-fallback/handler.ts'

export const consumerEntry = (service: string, { entry }: { readonly entry: string }): string => `${service}/${entry}`

export const apiEntry = (service: string, { entry = 'api.ts' }: { readonly entry?: string }): string =>
  `${service}/${entry}`

/** How a function is named in its description and in messages. */
export const consumerDescription = ({ name }: { readonly name: string }): string => `Consumer ${name}`

export const apiDescription = (service: string): string => `HTTP routes of ${service}`

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
