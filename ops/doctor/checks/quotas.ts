import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda'
import { services } from '../../../lib/services.ts'
import { act, type Check, watch } from '../finding.ts'

/** A new account may have as few as this; the pipeline would throttle itself. */
const LEAST = 100

export const quotaCheck: Check = {
  name: 'concurrency',
  fine: 'the account may run as many functions at once as all consumers together ask for',
  async run({ lambda }) {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}))
    const limit = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions ?? 0
    const wanted = services.flatMap((service) => service.consumers).reduce((sum, one) => sum + one.maxConcurrency, 0)
    if (limit < LEAST) return [act(`the account may run ${limit} functions at once: ask AWS for more (docs/deploy.md)`)]
    if (limit < wanted)
      return [watch(`the account may run ${limit} functions at once, and all consumers together up to ${wanted}`)]
    return []
  },
}
