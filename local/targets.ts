import { type TargetServices, UndeliverableError } from './delivery/delivery.ts'
import type { DeliveryCheck } from './iam/index.ts'
import type { LocalFunctions } from './lambda/index.ts'
import { isRefusal, type LocalMessaging } from './messaging/index.ts'

interface TargetParts {
  messaging: LocalMessaging
  functions: () => Pick<LocalFunctions, 'find' | 'invokeAsync'>
  /** Why the target's policies refuse a delivery. */
  refusalOf: DeliveryCheck
}

/** Where rules, schedules and destinations deliver to. A queue has the message when it resolves. */
export function targetServices({ messaging, functions, refusalOf }: TargetParts): Omit<TargetServices, 'putOnBus'> {
  const check = (...delivery: Parameters<DeliveryCheck>) => {
    const refusal = refusalOf(...delivery)
    if (refusal !== undefined) throw new UndeliverableError('NO_PERMISSIONS', refusal)
  }
  return {
    async sendToQueue(arn, body, sender, { groupId, deduplicationId, attributes }) {
      if (!messaging.hasQueue(arn)) throw new UndeliverableError('NO_RESOURCE', `No queue ${arn}`)
      check(sender, 'sqs:SendMessage', arn)
      try {
        await messaging.queues.send(arn, body, {
          ...(groupId !== undefined && { groupId }),
          ...(deduplicationId !== undefined && { deduplicationId }),
          ...(attributes && { attributes: asMessageAttributes(attributes) }),
        })
      } catch (error) {
        if (!isRefusal(error)) throw error
        throw new UndeliverableError('INVALID_MESSAGE', error.message)
      }
    },
    async invokeFunction(arn, payload, sender) {
      if (!functions().find(arn)) throw new UndeliverableError('NO_RESOURCE', `No function ${arn}`)
      check(sender, 'lambda:InvokeFunction', arn)
      functions().invokeAsync(arn, payload)
    },
  }
}

function asMessageAttributes(attributes: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  )
}

/** Hands the record of an asynchronous invocation to its destination. */
export function deliverTo(
  targets: Omit<TargetServices, 'putOnBus'>,
): (arn: string, body: string, functionName: string) => Promise<void> {
  return async (arn, body, functionName) => {
    const service = arn.split(':')[2]
    if (service === 'sqs') return targets.sendToQueue(arn, body, { functionName }, {})
    if (service === 'lambda') return targets.invokeFunction(arn, JSON.parse(body), { functionName })
    throw new UndeliverableError(
      'UNSUPPORTED_TARGET',
      `The local runtime delivers to queues and functions, not to ${arn}`,
    )
  }
}
