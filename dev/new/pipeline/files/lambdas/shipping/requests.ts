import * as z from 'zod/mini'
import { parcelShippedData } from '../../events/parcel.ts'

const { parcel_id, recipient, grams } = parcelShippedData.shape

export const shipBody = z.object({
  recipient,
  grams,
  /** Chosen by the caller, who can then repeat the request; made here otherwise. */
  parcel_id: z.optional(parcel_id),
})
