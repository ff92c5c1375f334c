import { handlingRules } from './handling-rules.ts'
import { queueRules } from './queue-rules.ts'
import { routingRules } from './routing-rules.ts'
import type { WiringRule } from './rule.ts'

/** Every rule. Their limits are AWS's own, or follow from what a declaration promises. */
export const wiringRules: readonly WiringRule[] = [...queueRules, ...routingRules, ...handlingRules]
