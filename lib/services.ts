import { analyticsService } from '../lambdas/analytics/service.ts'
import { auditService } from '../lambdas/audit/service.ts'
import { checkoutService } from '../lambdas/checkout/service.ts'
import { customerService } from '../lambdas/customer/service.ts'
import { inventoryService } from '../lambdas/inventory/service.ts'
import { notificationService } from '../lambdas/notification/service.ts'
import { orderService } from '../lambdas/order/service.ts'
import { orderViewService } from '../lambdas/order-view/service.ts'
import { paymentService } from '../lambdas/payment/service.ts'
import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'

/** Every service of the system. A new service needs a folder under `lambdas/` and a line here; everything else follows from its declaration. */
export const services: readonly ServiceDeclaration[] = [
  orderService,
  orderViewService,
  paymentService,
  inventoryService,
  customerService,
  notificationService,
  checkoutService,
  analyticsService,
  auditService,
]
