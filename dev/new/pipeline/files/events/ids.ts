import { idOf } from './fields.ts'

export const parcelId = idOf('parcel')
