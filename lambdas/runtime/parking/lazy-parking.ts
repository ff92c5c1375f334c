import { whenLoaded } from '../when-loaded.ts'
import type { DynamoParkingEnvironment } from './dynamo-parking.ts'
import type { Parking } from './parking.ts'

/** The parking in DynamoDB. Few consumers hold anything back: its code is loaded with the first batch of those that do. */
export function lazyParking(environment: DynamoParkingEnvironment): Parking {
  let loading: Promise<Parking> | undefined
  let loaded: Parking | undefined
  const parking = async (): Promise<Parking> => {
    loading ??= import('./dynamo-parking.ts').then(({ dynamoParking }) => dynamoParking(environment))
    loaded = await loading
    return loaded
  }
  const method = whenLoaded(parking)
  return {
    summary: () => loaded?.summary(),
    isQuiet: () => loaded?.isQuiet() ?? false,
    look: method(({ look }) => look),
    park: method(({ park }) => park),
    hold: method(({ hold }) => hold),
    takeLease: method(({ takeLease }) => takeLease),
  }
}
