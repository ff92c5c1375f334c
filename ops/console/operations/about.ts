import { z } from 'zod'
import { services } from '../../../lib/services.ts'
import { PRICES_OF } from '../../../prices/us-east-1.ts'
import { whereOf } from '../../stack/where.ts'
import { lookAt, scaled } from '../cost/look.ts'
import { type OpenPage, openPage } from '../cost/open-page.ts'
import { type ConsoleOperation, consoleOperation } from '../operation.ts'
import { type ConsoleEnvironment, isLocal } from './environment.ts'

/** Facts that do not change while the console runs: the stack, its shape, what the console can do and what it costs. */
export interface About {
  readonly stack: string
  readonly where: string
  readonly isLocal: boolean
  /** The beginning of every command line that the console shows. */
  readonly command: string
  /** Names of all operations: a view whose operation is missing is not shown. */
  readonly operations: readonly string[]
  readonly consumers: readonly FlowConsumer[]
  readonly page: OpenPage
  readonly cost: PageCost
}

/** How a consumer is fed. */
export interface FlowConsumer {
  readonly consumer: string
  readonly service: string
  /** `bus`: events in no order. `topic`: events in order per aggregate. `commands`: commands addressed to it. */
  readonly lane: 'bus' | 'topic' | 'commands'
  /** Event or command types; `*` for all. */
  readonly takes: readonly string[]
  readonly delivery: string
}

export interface PageCost {
  readonly region: string
  readonly asOf: string
  readonly here: { readonly consumers: number; readonly busyUsdPerHour: number; readonly idleUsdPerHour: number }
  readonly of60: { readonly busyUsdPerHour: number; readonly idleUsdPerHour: number }
}

/** Locally a look costs nothing, and metrics have their value at once. */
const LOCAL: Pick<OpenPage, 'depthsEverySeconds' | 'idleEverySeconds' | 'metricsEverySeconds'> = {
  depthsEverySeconds: 2,
  idleEverySeconds: 10,
  metricsEverySeconds: 5,
}

const consumers = services.flatMap((service) => service.consumers)

/** How often the pages of this console look. */
export const pageOf = (environment: ConsoleEnvironment): OpenPage => ({
  ...openPage(lookAt(environment.stack, consumers)),
  ...(isLocal(environment) && LOCAL),
})

export function aboutOperation(environment: ConsoleEnvironment, operations: readonly string[]): ConsoleOperation {
  const { stack } = environment
  const look = lookAt(stack, consumers)
  const about: About = {
    stack: stack.name,
    where: whereOf(stack),
    isLocal: isLocal(environment),
    command: commandOf(environment),
    operations,
    consumers: flow,
    page: pageOf(environment),
    cost: { ...PRICES_OF, here: { consumers: look.consumers, ...openPage(look) }, of60: openPage(scaled(look, 60)) },
  }
  return consoleOperation({ name: 'about', kind: 'read', input: z.object({}), run: async () => about })
}

const flow: readonly FlowConsumer[] = services.flatMap((service) =>
  service.consumers.map(({ name, ordering, delivery, subscribesTo, accepts }) => ({
    consumer: name,
    service: service.name,
    lane: accepts.length > 0 ? 'commands' : ordering === 'aggregate' ? 'topic' : 'bus',
    takes: [
      ...(subscribesTo === '*' ? ['*'] : subscribesTo.map(({ type }) => type)),
      ...accepts.map(({ type }) => type),
    ],
    delivery,
  })),
)

const DEFAULT_STACK = 'EventPipeline-dev'

function commandOf({ stack: { name, clientSettings } }: ConsoleEnvironment): string {
  const { endpoint, region } = clientSettings
  return [
    'npm run ops --',
    ...(name === DEFAULT_STACK ? [] : [`--stack ${name}`]),
    ...(endpoint === undefined ? [] : [`--endpoint ${endpoint}`]),
    ...(endpoint !== undefined || region === undefined ? [] : [`--region ${region}`]),
  ].join(' ')
}
