import type { LocalFunctions } from '../lambda/index.ts'
import type { Meter } from './meter.ts'
import { apiChunksOf } from './units.ts'

/** The description of a function in the template, which is shorter than its generated name. */
export const payerOfFunction = (functions: Pick<LocalFunctions, 'find'>, nameOrArn: string): string => {
  const found = functions.find(nameOrArn)
  return found?.description ?? found?.name ?? nameOrArn
}

/** Likewise of the function that signs with an access key. */
export const payerOfCaller = (
  functions: Pick<LocalFunctions, 'find' | 'active'>,
  accessKey: string,
): string | undefined => {
  const active = functions.active(accessKey)
  return active && payerOfFunction(functions, active.functionName)
}

/** Counts invocations and what functions, and Lambda about them, write to logs: as UTF-8, without what is added for storing. */
export function meterFunctions(functions: LocalFunctions, meter: Meter): void {
  functions.onInvocation(({ functionName }) => meter.add('lambdaRequests', 1, payerOfFunction(functions, functionName)))
  functions.onLogEvent(({ functionName, message }) =>
    meter.add('logBytes', Buffer.byteLength(message), payerOfFunction(functions, functionName)),
  )
}

/** Functions as the HTTP API uses them: an invocation is a request of it. Requests that no route takes are not counted. */
export function meteredApi(
  functions: Pick<LocalFunctions, 'invoke' | 'find'>,
  meter: Meter,
): Pick<LocalFunctions, 'invoke'> {
  return {
    invoke(nameOrArn, payload, options) {
      const { body = '' } = payload as { body?: string }
      meter.add('httpApiRequests', apiChunksOf(Buffer.byteLength(body)), payerOfFunction(functions, nameOrArn))
      return functions.invoke(nameOrArn, payload, options)
    },
  }
}
