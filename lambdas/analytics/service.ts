import { defineService } from '../runtime/declarations/service.ts'
import { analyticsConsumer } from './consumer.ts'

/** Counters by day. Its table holds one item per day and shard, with an attribute per counter. */
export const analyticsService = defineService({ name: 'analytics', table: {}, consumers: [analyticsConsumer] })
