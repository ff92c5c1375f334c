import type { TargetServices } from '../delivery/delivery.ts'
import type { ConsumptionListener } from '../dynamodb/index.ts'
import type { ServeOptions } from '../endpoint/server.ts'
import type { LocalFunctions } from '../lambda/index.ts'
import type { TopicDeliveryListener } from '../messaging/index.ts'
import type { LocalQueues } from '../ports.ts'
import { meteredApi, meterFunctions, payerOfCaller, payerOfFunction } from './functions.ts'
import { createMeter } from './meter.ts'
import { meteredPolling, meteredSchedules, meteredTargets, meteredTopicDelivery } from './queues.ts'
import { meteredServices } from './services.ts'
import type { UnitTotals } from './units.ts'

export { type BillableUnit, type UnitTotals, unbilledUnits } from './units.ts'

/** The parts of a runtime, as they are wired when every billable unit is counted; unchanged when none is. */
export interface Metering {
  /** By the description of the function that causes them: by its calls, or because a queue or stream is there for it. */
  totals(): UnitTotals
  readonly onConsumed: ConsumptionListener | undefined
  readonly onTopicDelivery: TopicDeliveryListener | undefined
  readonly onArchived: ((bytes: number) => void) | undefined
  polling(queues: LocalQueues): LocalQueues
  targets<Targets extends Omit<TargetServices, 'putOnBus'>>(targets: Targets): Targets
  schedules(targets: TargetServices): TargetServices
  services<Served extends Pick<ServeOptions, 'services' | 'raw'>>(served: Served): Served
  api(functions: LocalFunctions): Pick<LocalFunctions, 'invoke'>
  watch(functions: LocalFunctions): void
}

/** The facts about the stack that metering needs. */
export interface MeteredStack {
  functions(): LocalFunctions
  /** ARN of the function that reads from a queue, if one does. */
  readerOf(queueArn: string): string | undefined
}

export function createMetering(isOn: boolean, stack: MeteredStack): Metering {
  if (!isOn) return off
  const meter = createMeter()
  const payerOf = (arn: string) => payerOfFunction(stack.functions(), stack.readerOf(arn) ?? arn)
  const callerOf = (accessKey: string) => payerOfCaller(stack.functions(), accessKey)
  return {
    totals: meter.totals,
    onConsumed(kind, units, byTransaction) {
      meter.add(kind === 'read' ? 'dynamodbReadUnits' : 'dynamodbWriteUnits', units)
      if (byTransaction) meter.add('dynamodbTransactionWriteUnits', byTransaction)
    },
    onTopicDelivery: meteredTopicDelivery(meter, payerOf),
    onArchived: (bytes) => meter.add('eventBridgeArchivedBytes', bytes),
    polling: (queues) => meteredPolling(queues, meter, payerOf),
    targets: (targets) => meteredTargets(targets, meter, payerOf),
    schedules: (targets) => meteredSchedules(targets, meter, payerOf),
    services: (served) => meteredServices(served, meter, callerOf),
    api: (functions) => meteredApi(functions, meter),
    watch: (functions) => meterFunctions(functions, meter),
  }
}

const off: Metering = {
  totals: () => ({}),
  onConsumed: undefined,
  onTopicDelivery: undefined,
  onArchived: undefined,
  polling: (queues) => queues,
  targets: (targets) => targets,
  schedules: (targets) => targets,
  services: (served) => served,
  api: (functions) => functions,
  watch: () => {},
}
