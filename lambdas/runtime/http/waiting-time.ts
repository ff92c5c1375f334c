import type { APIGatewayProxyEventV2 } from 'aws-lambda'

const waitedMs = new WeakMap<APIGatewayProxyEventV2, number>()

/** Notes that a request was held for this long after it was committed, because its caller wished so. */
export const noteWaiting = (event: APIGatewayProxyEventV2, milliseconds: number): void => {
  waitedMs.set(event, milliseconds)
}

/** Milliseconds that are no slowness of ours; 0 for most requests. */
export const waitingTimeOf = (event: APIGatewayProxyEventV2): number => waitedMs.get(event) ?? 0
