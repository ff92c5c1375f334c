import { defineService } from '../runtime/declarations/service.ts'
import { analyticsConsumer } from './consumer.ts'

/** Counters by day. Its table holds one item per day and event type, and per day and currency. */
export const analyticsService = defineService({ name: 'analytics', table: {}, consumers: [analyticsConsumer] })
