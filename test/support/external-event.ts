import * as z from 'zod/mini'
import { defineExternalEvent } from '../../events/cloud-events/define-external-event.ts'

/** An event that another team states. */
export const parcelDelivered = defineExternalEvent({
  type: 'parcel.delivered',
  aggregate: 'parcel',
  producer: 'carrier',
  meaning: 'The carrier has handed a parcel over.',
  sources: ['https://carrier.example.com/parcels'],
  schema: z.object({ order_id: z.string() }),
  example: { order_id: 'ord_456' },
})
