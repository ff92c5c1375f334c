import { decideAndAppend } from '../runtime/commands/decide-and-append.ts'
import { created } from '../runtime/http/answer.ts'
import { type OperationsOf, operation } from '../runtime/http/operation.ts'
import { parcel } from './parcel.ts'
import { shipBody } from './requests.ts'
import type { shippingRoutes } from './routes.ts'

export const shippingOperations: OperationsOf<typeof shippingRoutes> = {
  shipParcel: operation({ body: shipBody }, async ({ body }, context) => {
    const shipped = { ...body, parcel_id: body.parcel_id ?? context.ids.next('parcel') }
    await decideAndAppend(parcel, shipped.parcel_id, { type: 'shipParcel', data: shipped }, context)
    return created(shipped, { location: `/parcels/${shipped.parcel_id}` })
  }),
}
