import { putOrderHandler } from './put-order.ts'

export const handler = putOrderHandler({ ordering: 'aggregate', onDeadLetter: 'continue' })
