import { parcelShippedData } from '../../events/parcel.ts'
import { describeApi } from '../runtime/declarations/api-description.ts'
import { shipBody } from './requests.ts'
import { shippingRoutes } from './routes.ts'

const example = { parcel_id: 'parcel_1', recipient: 'Ada Lovelace', grams: 1200 }

export const shippingApi = describeApi(shippingRoutes, {
  schemas: { Parcel: parcelShippedData },
  operations: {
    shipParcel: {
      request: { body: shipBody },
      example: { body: { recipient: 'Ada Lovelace', grams: 1200 } },
      responses: {
        201: {
          description: 'Shipped.',
          schema: parcelShippedData,
          example,
          headers: { location: 'Where it can be followed.' },
        },
      },
      problems: [
        {
          code: 'parcel_shipped',
          status: 409,
          meaning: 'That parcel has been shipped already',
          members: { parcel_id: parcelShippedData.shape.parcel_id },
        },
      ],
    },
  },
})
