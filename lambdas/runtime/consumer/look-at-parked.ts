import type { DecodedDelivery } from '../messages/outcome.ts'
import type { BroughtAlong, Parking, ParkingAnswer } from '../parking/parking.ts'
import { groupOf } from './group.ts'
import type { Invocation } from './invocation.ts'
import { idempotencyKey } from './process-message.ts'

/** Looks up which aggregates of this batch are held. Without an answer nothing may run, because it might overtake events that wait. */
export async function lookAtParked(
  { declaration, deadline }: Invocation,
  parking: Parking,
  received: readonly DecodedDelivery[],
  broughtAlong: BroughtAlong | undefined,
): Promise<ParkingAnswer | undefined> {
  const questions = received.map(({ delivery, message }) => ({
    group: groupOf(delivery),
    idempotencyKey: message && idempotencyKey(declaration, message),
  }))
  const unknown = () => undefined
  return Promise.race([parking.look(questions, broughtAlong).catch(unknown), deadline.over.catch(unknown)])
}
