import { idOf } from './fields.ts'

export const orderId = idOf('ord')
export const customerId = idOf('cust')
export const productId = idOf('prod')
export const accountId = idOf('acc')
export const paymentId = idOf('pay')
export const reservationId = idOf('res')
export const transferId = idOf('trf')
export const notificationId = idOf('ntf')
