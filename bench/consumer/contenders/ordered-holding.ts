import { orderedHandler } from './ordered-handler.ts'

export const handler = orderedHandler('hold')
