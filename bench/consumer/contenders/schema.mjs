import { z } from 'zod'

/** The same checks as the pipeline's own contract, built once, with the full zod that these contenders' users have. */
export const orderCreatedSchema = z.object({
  event_id: z.string().regex(/^evt_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  event_type: z.literal('order.created'),
  version: z.int().positive(),
  timestamp: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/),
  aggregate_type: z.string(),
  aggregate_id: z.string().min(1).max(128),
  sequence: z.int().positive(),
  data: z.object({
    order_id: z.string().regex(/^ord_/),
    customer_id: z.string().regex(/^cust_/),
    items: z
      .array(z.object({ product_id: z.string(), quantity: z.int().positive(), price: z.number().positive() }))
      .min(1)
      .max(100),
    total: z.number().positive(),
    currency: z.string().length(3),
  }),
  metadata: z.object({
    source: z.string(),
    correlation_id: z.string(),
    causation_id: z.string(),
    user_id: z.string().optional(),
    ip_address: z.string().optional(),
    user_agent: z.string().optional(),
  }),
})
